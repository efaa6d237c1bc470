"""The contacts in the house: who gets which event, and that each step is kept before it is done."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from ivr.calls.phases import Ended, InDialplan, Phase, Waiting
from ivr.dialplan.edition import Edition
from ivr.server.contacts import Contacts
from ivr.server.journal import Entry
from ivr.telephony.causes import Cause
from ivr.telephony.commands import Answer, Command, GoToFallback, Play
from ivr.telephony.events import (
    AgentLeft,
    AgentOffered,
    Arrived,
    CallerLeft,
    DigitPressed,
    Event,
    Held,
    PromptFinished,
    TimedOut,
)
from ivr.telephony.ids import (
    AgentId,
    ChannelId,
    ContactId,
    agent_leg,
    contact_of_caller,
    place_of,
    playback_of,
)
from tests.server.examples import EDITION, TO_TALKING, phase_after
from tests.server.virtual import BEGAN, clock, run

OLD = msgspec.structs.replace(EDITION, version="older")
CALLER = ChannelId("sw-100.1")
CONTACT = contact_of_caller(CALLER)


class Editions:
    """The present edition, and an older one."""

    def present(self) -> Edition:
        return EDITION

    def beginning(self, arrival: Arrived) -> Edition:
        return EDITION

    def begun_with(self, version: str) -> Edition:
        return OLD if version == OLD.version else EDITION


class Notes:
    """Journal and performer in one: what was kept and done, in order."""

    def __init__(self) -> None:
        self.kept: list[tuple[int, Event, Phase, str]] = []
        self.order: list[str] = []
        self.fails_at = 0

    async def keep(self, entry: Entry, edition: Edition) -> None:
        await asyncio.sleep(0)
        if entry.seq == self.fails_at:
            raise OSError("the disk is full")
        self.order.append(f"keep {entry.seq}")
        self.kept.append((entry.seq, entry.event, entry.transition.phase, edition.version))

    async def perform(self, contact: ContactId, command: Command) -> None:
        self.order.append(type(command).__name__)


def arrived(channel: ChannelId = CALLER) -> Arrived:
    return Arrived(
        contact=contact_of_caller(channel),
        at=BEGAN,
        channel=channel,
        caller="13800138000",
        caller_name="",
        dialled="4001",
    )


def left(channel: ChannelId = CALLER) -> CallerLeft:
    return CallerLeft(contact=contact_of_caller(channel), at=BEGAN + 1, channel=channel, cause=Cause.NORMAL)


def pressed(digit: str) -> DigitPressed:
    return DigitPressed(contact=CONTACT, at=BEGAN + 1, channel=CALLER, digit=digit)


def living(story: Callable[[Contacts, Notes], Awaitable[None]]) -> Notes:
    """What is noted while the story runs; it ends when every contact has ended."""
    notes = Notes()

    async def live() -> None:
        contacts = Contacts(Editions(), notes, clock)
        async with asyncio.TaskGroup() as tasks:
            contacts.open(tasks, notes)
            await story(contacts, notes)

    run(live())
    return notes


def test_each_step_is_kept_before_its_commands_are_carried_out() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        contacts.deliver(arrived())
        contacts.deliver(left())

    notes = living(story)
    assert notes.order == ["keep 1", "Answer", "FindCustomer", "Play", "keep 2", "CloseRecording"]


def test_an_event_for_nobody_opens_nothing() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        contacts.deliver(pressed("1"))
        await asyncio.sleep(1)
        assert contacts.phases() == {}

    assert living(story).order == []


def test_a_second_arrival_of_the_same_contact_changes_nothing() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        for event in (arrived(), arrived(), left()):
            contacts.deliver(event)

    assert [seq for seq, *_ in living(story).kept] == [1, 2]


def test_an_event_that_changes_nothing_is_not_kept() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        contacts.deliver(arrived())
        stale = PromptFinished(contact=CONTACT, at=BEGAN, playback=playback_of(CONTACT, 7))
        contacts.deliver(stale)
        contacts.deliver(left())

    assert [type(event) for _, event, *_ in living(story).kept] == [Arrived, CallerLeft]


def test_a_pin_that_an_agent_adds_to_his_code_is_kept_nowhere() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        by_agent = msgspec.structs.replace(arrived(), dialled="*112468", agent=AgentId("8001"))
        contacts.deliver(by_agent)
        contacts.deliver(left())

    kept = living(story).kept
    assert "2468" not in f"{kept}"
    assert isinstance(kept[0][1], Arrived)
    assert kept[0][1].dialled == "*11"


def test_each_contact_gets_its_own_events() -> None:
    other = ChannelId("sw-100.2")

    async def story(contacts: Contacts, notes: Notes) -> None:
        for event in (arrived(), arrived(other), left(other), pressed("1")):
            contacts.deliver(event)
        await asyncio.sleep(0.5)
        assert {contact: type(phase) for contact, phase in contacts.phases().items()} == {CONTACT: Waiting}
        contacts.deliver(left())

    ended = [event.contact for _, event, phase, _ in living(story).kept if isinstance(phase, Ended)]
    assert ended == [contact_of_caller(other), CONTACT]


def test_a_wait_that_ends_is_told_at_its_time() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        contacts.deliver(arrived())
        contacts.deliver(PromptFinished(contact=CONTACT, at=BEGAN + 3, playback=playback_of(CONTACT, 1)))
        await asyncio.sleep(8.5)
        contacts.deliver(left())

    told = [event for _, event, *_ in living(story).kept if isinstance(event, TimedOut)]
    assert told == [TimedOut(contact=CONTACT, at=BEGAN + 8, until=BEGAN + 8)]


def test_restored_contacts_go_on_with_their_dialplans_and_their_count() -> None:
    begun = phase_after("0.0 arrives 4001 from 13800138000")
    contact = msgspec.structs.replace(begun.contact, version="older")
    phase = msgspec.structs.replace(begun, contact=contact)

    async def story(contacts: Contacts, notes: Notes) -> None:
        contacts.restore([(phase, 7)])
        assert contacts.phases() == {CONTACT: phase}
        contacts.deliver(left())

    assert [(seq, version) for seq, _, _, version in living(story).kept] == [(8, "older")]


def test_whoever_looks_on_sees_each_step_after_it_was_done() -> None:
    seen: list[tuple[str, str, list[str]]] = []

    async def story(contacts: Contacts, notes: Notes) -> None:
        def look(before: Phase | None, event: Event, after: Phase) -> None:
            seen.append((type(before).__name__, type(after).__name__, notes.order[-1:]))

        contacts.on_step = look
        contacts.deliver(arrived())
        contacts.deliver(left())

    living(story)
    assert seen == [
        ("NoneType", InDialplan.__name__, [Play.__name__]),
        (InDialplan.__name__, Ended.__name__, ["CloseRecording"]),
    ]


def test_a_contact_whose_step_cannot_be_kept_goes_to_the_fallback_and_the_others_go_on() -> None:
    other = ChannelId("sw-100.2")

    async def story(contacts: Contacts, notes: Notes) -> None:
        contacts.deliver(arrived())
        await asyncio.sleep(0.1)
        notes.fails_at = 2
        contacts.deliver(pressed("1"))
        await asyncio.sleep(0.1)
        assert contacts.phases() == {}
        notes.fails_at = 0
        contacts.deliver(arrived(other))
        contacts.deliver(left(other))

    order = living(story).order
    assert order[:4] == ["keep 1", Answer.__name__, "FindCustomer", Play.__name__]
    assert order[4:6] == ["CloseRecording", GoToFallback.__name__]
    assert order[6:] == ["keep 1", "Answer", "FindCustomer", "Play", "keep 2", "CloseRecording"]


def test_a_waiting_caller_whose_step_cannot_be_kept_leaves_his_place_in_line() -> None:
    waiting = phase_after("0.0 arrives 4001 from 13800138000", "1.0 key 1")

    async def story(contacts: Contacts, notes: Notes) -> None:
        notes.fails_at = 4
        contacts.restore([(waiting, 3)])
        contacts.deliver(AgentOffered(contact=CONTACT, at=BEGAN, place=place_of(CONTACT, 1), agent="8001"))
        await asyncio.sleep(0.1)
        assert contacts.inside() == frozenset()

    assert living(story).order == ["Dequeue", "CloseRecording", GoToFallback.__name__]


def test_two_who_talk_are_left_to_talk_until_their_step_can_be_kept() -> None:
    talking = phase_after(*TO_TALKING)

    async def story(contacts: Contacts, notes: Notes) -> None:
        notes.fails_at = 5
        contacts.restore([(talking, 4)])
        contacts.deliver(Held(contact=CONTACT, at=BEGAN + 5, channel=agent_leg(CONTACT, 1)))
        await asyncio.sleep(2.5)
        assert notes.order == []
        notes.fails_at = 0
        contacts.deliver(left())

    assert living(story).order[:2] == ["keep 5", "StartMusic"]


def test_nobody_stays_on_the_line_for_a_talk_whose_end_cannot_be_kept_yet() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        notes.fails_at = 5
        contacts.restore([(phase_after(*TO_TALKING), 4)])
        contacts.deliver(left())
        await asyncio.sleep(2.5)
        assert notes.order == ["HangUp", "CloseBridge", "ReleaseToWrapUp", "CloseRecording"]
        notes.fails_at = 0

    assert living(story).order[-1] == "keep 5"


def test_a_caller_whose_agent_is_gone_goes_to_the_fallback_when_that_cannot_be_kept() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        notes.fails_at = 5
        contacts.restore([(phase_after(*TO_TALKING), 4)])
        leg = agent_leg(CONTACT, 1)
        contacts.deliver(AgentLeft(contact=CONTACT, at=BEGAN + 5, leg=leg, cause=Cause.NORMAL))

    order = living(story).order
    assert order[-1] == "GoToFallback"
    assert "ReleaseToWrapUp" in order


def test_an_agent_who_called_somebody_himself_is_no_caller_of_the_fallback() -> None:
    waiting = phase_after("0.0 arrives 8002 from 8001 of agent 8001", "0.1 turned away")

    async def story(contacts: Contacts, notes: Notes) -> None:
        notes.fails_at = 3
        contacts.restore([(waiting, 2)])
        contacts.deliver(AgentOffered(contact=CONTACT, at=BEGAN, place=place_of(CONTACT, 1), agent="8002"))

    assert living(story).order == ["Dequeue", "CloseRecording", "HangUp"]


def test_an_offer_for_somebody_who_is_gone_is_given_back() -> None:
    lost: list[str] = []

    async def story(contacts: Contacts, notes: Notes) -> None:
        contacts.on_lost_offer = lost.append
        contacts.deliver(AgentOffered(contact=CONTACT, at=BEGAN, place=place_of(CONTACT, 1), agent="8001"))
        await asyncio.sleep(0.1)

    living(story)
    assert lost == [place_of(CONTACT, 1)]


def test_a_flood_of_keys_does_not_crowd_out_the_end_of_the_call() -> None:
    async def story(contacts: Contacts, notes: Notes) -> None:
        contacts.deliver(arrived())
        for _ in range(3000):
            contacts.deliver(pressed("9"))
        contacts.deliver(left())

    assert living(story).order[-1] == "CloseRecording"
