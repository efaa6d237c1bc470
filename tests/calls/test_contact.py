"""A contact's figures: how long its caller waited and talked."""

import pytest
from msgspec.structs import replace

from ivr.calls.advance import begin
from ivr.calls.contact import Contact, Talk
from ivr.calls.phases import Ended
from ivr.telephony.events import Arrived
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId
from tests.calls.transcript import edition
from tests.server.examples import phase_after

CONTACT = Contact(
    id=ContactId("sw-100-1"),
    channel=ChannelId("sw-100.1"),
    caller="13800138000",
    caller_name="",
    dialled="4001",
    language="zh",
    arrived_at=100.0,
    version="v1",
)


def talk(queued_at: float, since: float, until: float | None) -> Talk:
    return Talk(
        agent=AgentId("8001"),
        queue="repair",
        leg=ChannelId("sw-100-1.agent.1"),
        place=PlaceId("sw-100-1.place.1"),
        queued_at=queued_at,
        since=since,
        until=until,
    )


def with_talks(*talks: Talk) -> Contact:
    return replace(CONTACT, talks=talks)


def test_whoever_never_waited_nor_talked_has_no_figures() -> None:
    assert (CONTACT.wait_seconds(), CONTACT.talk_seconds()) == (0, 0)


def test_a_talk_that_goes_on_has_been_waited_for_but_has_no_length_yet() -> None:
    contact = with_talks(talk(101.0, 104.0, None))
    assert (contact.wait_seconds(), contact.talk_seconds()) == (3.0, 0.0)


def test_the_waits_and_the_talks_of_a_transferred_caller_add_up() -> None:
    contact = with_talks(talk(101.0, 104.0, 110.0), talk(110.0, 111.5, 120.0))
    assert (contact.wait_seconds(), contact.talk_seconds()) == (4.5, 14.5)


def test_waits_in_vain_count_as_well() -> None:
    contact = replace(with_talks(talk(101.0, 104.0, 110.0)), waited_in_vain=7.5)
    assert contact.wait_seconds() == 10.5


def test_a_contact_without_a_number_is_withheld() -> None:
    assert [replace(CONTACT, caller=caller).withheld() for caller in ("", "95588")] == [True, False]


WAITED = (
    (("9.0 caller leaves",), 8.0),
    (("2.0 place 1 offered to 8001", "9.5 caller leaves"), 8.5),
    (("2.0 place 1 offered to 8001", "5.0 agent 1 refuses: busy", "11.0 caller leaves"), 10.0),
    (("61.0 time is up", "64.0 prompt 2 over", "64.1 caller leaves"), 60.0),
    (("2.0 place 1 offered to 8001", "5.0 agent 1 answers", "9.0 caller leaves"), 4.0),
    (("2.0 place 1 offered to 8001", "5.0 agent 1 answers", "5.1 command Bridge fails: bridge.1"), 4.0),
    (
        (
            "2.0 place 1 offered to 8001",
            "5.0 agent 1 answers",
            "9.0 agent 1 transfers to 8002",
            "12.0 caller leaves",
        ),
        7.0,
    ),
)


@pytest.mark.parametrize(("lines", "seconds"), WAITED)
def test_every_wait_counts_however_it_ended(lines: tuple[str, ...], seconds: float) -> None:
    phase = phase_after("0.0 arrives 4001 from 13800138000", "1.0 key 1", *lines)
    assert isinstance(phase, Ended)
    assert phase.contact.wait_seconds() == pytest.approx(seconds)


@pytest.mark.parametrize("spelling", ["13800138000", "+86 138 0013 8000", "008613800138000"])
def test_the_caller_has_one_form_and_the_raw_text_is_kept(spelling: str) -> None:
    contact = begin(arrives(spelling, "4001"), edition()).phase.contact
    assert (contact.caller, contact.caller_raw) == ("+8613800138000", spelling)


@pytest.mark.parametrize("dialled", ["4008004001", "+864008004001", "04008004001", "400-800-4001"])
def test_a_number_of_the_house_is_found_in_any_spelling_and_kept_as_it_is_written_there(dialled: str) -> None:
    phase = begin(arrives("110", dialled), edition()).phase
    assert (phase.contact.dialled, type(phase).__name__) == ("400-800-4001", "InDialplan")


def test_an_unknown_number_is_kept_as_it_was_dialled() -> None:
    assert begin(arrives("110", "04998"), edition()).phase.contact.dialled == "04998"


def test_an_agent_is_his_extension_whatever_his_telephone_says() -> None:
    contact = begin(arrives("anonymous", "*15", agent="8001"), edition()).phase.contact
    assert (contact.caller, contact.caller_raw) == ("8001", "anonymous")


def arrives(caller: str, dialled: str, agent: str | None = None) -> Arrived:
    return Arrived(
        contact=CONTACT.id,
        at=100.0,
        channel=CONTACT.channel,
        caller=caller,
        caller_name="",
        dialled=dialled,
        agent=AgentId(agent) if agent else None,
    )


@pytest.mark.parametrize(
    ("on_hold_since", "before", "heard"),
    [
        (None, 0.0, 20.0),
        (None, 5.0, 15.0),
        (102.0, 0.0, 0.0),
        (107.0, 0.0, 3.0),
        (107.0, 2.0, 1.0),
        (112.0, 0.0, 8.0),
        (122.0, 0.0, 18.0),
        (130.0, 0.0, 20.0),
    ],
)
def test_what_a_caller_holds_of_his_talks_need_not_be_recorded(
    on_hold_since: float | None, before: float, heard: float
) -> None:
    contact = with_talks(talk(101.0, 104.0, 114.0), talk(114.0, 114.0, 124.0))
    contact = replace(contact, on_hold_since=on_hold_since, on_hold_in_talks=before)
    assert contact.heard_seconds(140.0) == heard
