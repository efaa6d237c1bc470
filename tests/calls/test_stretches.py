"""Stretches: each wait, talk and missed offer of a contact is told once, by the step that ends it."""

import pytest

from ivr.calls.contact import Talk
from ivr.calls.stretches import Missed, Stretch, Wait, ended_by
from tests.server.examples import TO_RINGING, TO_TALKING, steps

WAITING = TO_RINGING[:2]


def told(*lines: str) -> list[Stretch]:
    return [
        stretch
        for before, event, transition in steps(*lines)
        for stretch in ended_by(before, event, transition.phase)
    ]


@pytest.mark.parametrize(
    ("lines", "end", "agent", "seconds"),
    [
        (TO_TALKING, "answered", "8001", 4.0),
        ((*WAITING, "9.0 caller leaves"), "abandoned", "", 8.0),
        ((*TO_RINGING, "9.0 caller leaves"), "abandoned", "", 8.0),
        ((*WAITING, "61.0 time is up"), "timed_out", "", 60.0),
    ],
)
def test_a_wait_is_told_by_what_ended_it(
    lines: tuple[str, ...], end: str, agent: str, seconds: float
) -> None:
    [wait] = told(*lines)

    assert isinstance(wait, Wait)
    assert (wait.queue, wait.end, wait.agent, wait.seconds()) == ("repair", end, agent, seconds)


def test_an_offer_that_is_missed_is_told_and_the_wait_goes_on() -> None:
    [missed] = told(*TO_RINGING, "17.0 time is up")

    assert missed == Missed(agent="8001", queue="repair", at=1_000_017.0, rang_seconds=15.0)


def test_a_telephone_that_redirects_has_missed_and_the_wait_goes_on_for_a_colleague() -> None:
    [missed] = told(*TO_RINGING, "4.0 agent 1 redirects to 8002")

    assert missed == Missed(agent="8001", queue="repair", at=1_000_004.0, rang_seconds=2.0)


def test_a_wait_is_over_when_a_telephone_redirects_outside_and_another_begins_on_the_way_back() -> None:
    outside = (*TO_RINGING, "4.0 agent 1 redirects to 13912345678")
    missed, wait = told(*outside)
    *_, second = told(*outside, "9.0 number 2 refuses: busy", "11.0 caller leaves")

    assert isinstance(missed, Missed)
    assert isinstance(wait, Wait)
    assert (wait.end, wait.seconds()) == ("timed_out", 3.0)
    assert isinstance(second, Wait)
    assert (second.end, second.until) == ("abandoned", 1_000_011.0)


def test_a_talk_is_told_when_it_ends() -> None:
    wait, talk = told(*TO_TALKING, "9.0 caller leaves")

    assert isinstance(wait, Wait)
    assert isinstance(talk, Talk)
    assert (talk.agent, talk.queue, talk.seconds()) == ("8001", "repair", 4.0)


def test_what_goes_on_is_not_told() -> None:
    assert told(*TO_RINGING) == []
