"""Counting: what becomes of a wait, a talk and a contact in the figures."""

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from ivr.server.counting import Counting
from ivr.server.levels import Levels
from ivr.web.figures import Figures
from routing import Waits
from tests.server.examples import EDITION, TO_RINGING, TO_TALKING, steps

WAITING = ("0.0 arrives 4001 from 13800138000", "1.0 key 1")


def counted(*lines: str) -> tuple[dict[tuple[str, ...], float], Waits]:
    """The samples by name and labels, and the waits of the last hour."""
    figures, levels = Figures(), Levels(lambda: EDITION.centre, lambda: 1_000_000.0)
    counting = Counting(figures, levels, lambda version: EDITION.dialplans)
    for before, event, transition in steps(*lines):
        counting.step(before, event, transition.phase)
    families = text_string_to_metric_families(generate_latest(figures.registry).decode())
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }
    return samples, levels.of("repair")["1h"]


@pytest.mark.parametrize(
    ("lines", "outcome", "waits"),
    [
        (TO_TALKING, "answered", Waits(offered=1, in_time=1)),
        ((*WAITING, "9.0 caller leaves"), "abandoned", Waits(offered=1, abandoned=1)),
        ((*WAITING, "3.0 caller leaves"), "abandoned", Waits(offered=1, abandoned=1, short=1)),
        ((*TO_RINGING, "9.0 caller leaves"), "abandoned", Waits(offered=1, abandoned=1)),
        ((*WAITING, "61.0 time is up"), "timed_out", Waits(offered=1)),
        (
            (*WAITING, "9.0 server is back: channels ; fallback has caller"),
            "timed_out",
            Waits(offered=1),
        ),
    ],
)
def test_a_wait_is_counted_once_by_what_ended_it(lines: tuple[str, ...], outcome: str, waits: Waits) -> None:
    samples, told = counted(*lines)
    assert samples["switchroom_queue_wait_seconds_count", *sorted((outcome, "repair"))] == 1
    assert sum(value for name, value in samples.items() if name[0].endswith("wait_seconds_count")) == 1
    assert told == waits


def test_a_wait_that_goes_on_is_not_counted_yet() -> None:
    samples, told = counted(*TO_RINGING, "17.0 time is up", "18.0 place 1 offered to 8002")
    assert not [name for name in samples if name[0] == "switchroom_queue_wait_seconds_count"]
    assert told == Waits()


def test_a_contact_and_its_talk_are_counted_when_they_end() -> None:
    samples, _ = counted(*TO_TALKING, "9.0 caller leaves")
    assert samples["switchroom_agent_talk_seconds_sum", "repair"] == 4.0
    assert samples["switchroom_calls_total", "answered"] == 1
    assert samples["switchroom_node_visits_total", "1", "main", "menu"] == 1


def test_a_waiting_caller_whom_an_agent_picks_up_was_answered() -> None:
    picked_up = "5.0 agent 8001 comes on sw-200.1 to pick_up"
    samples, told = counted(*WAITING, picked_up, "9.0 caller leaves")
    assert samples["switchroom_queue_wait_seconds_count", "answered", "repair"] == 1
    assert told == Waits(offered=1, in_time=1)


def test_an_agent_who_calls_a_colleague_waits_in_no_queue() -> None:
    samples, _ = counted(
        "0.0 arrives 8002 from 8001 of agent 8001",
        "0.1 turned away",
        "1.0 place 1 offered to 8002",
        "3.0 agent 1 answers",
        "9.0 caller leaves",
    )
    counts = {
        name: value for name, value in samples.items() if name[0].endswith(("_total", "wait_seconds_count"))
    }
    assert counts["switchroom_calls_total", "internal"] == 1
    assert not [
        name
        for name in counts
        if name[0] in ("switchroom_queue_wait_seconds_count", "switchroom_node_visits_total")
    ]
