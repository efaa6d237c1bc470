"""Contacts that are held while no line is there, and what becomes of a caller whom a fault of ours meets."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from ivr.calls.advance import begin
from ivr.calls.phases import Phase
from ivr.dialplan.edition import Edition
from ivr.server.contacts import Contacts
from ivr.server.journal import Entry
from ivr.telephony.commands import Command, GoToFallback
from ivr.telephony.events import Arrived, Event, Observed, Resynced, TimedOut
from ivr.telephony.ids import ChannelId, ContactId, contact_of_caller
from tests.calls.transcript import edition

CALLER = ChannelId("sw-100.1")
CONTACT = contact_of_caller(CALLER)
ARRIVED = Arrived(
    contact=CONTACT, at=1000.0, channel=CALLER, caller="13800138000", caller_name="", dialled="4001"
)
LONG_AFTER = 2000.0


class Editions:
    """One edition for everybody."""

    def __init__(self) -> None:
        self._edition = edition()

    def present(self) -> Edition:
        return self._edition

    def beginning(self, arrival: Arrived) -> Edition:
        return self._edition

    def begun_with(self, version: str) -> Edition:
        return self._edition


class Journal:
    """Keeps the events in their order; may be broken."""

    def __init__(self) -> None:
        self.kept: list[Event] = []
        self.broken = False

    async def keep(self, entry: Entry, edition: Edition) -> None:
        if self.broken:
            raise OSError("no space left on device")
        self.kept.append(entry.event)


class Performer:
    """Notes commands."""

    def __init__(self) -> None:
        self.performed: list[Command] = []

    async def perform(self, contact: ContactId, command: Command) -> None:
        self.performed.append(command)


class House:
    """Contacts with nothing around them."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.journal, self.performer = Journal(), Performer()
        self.contacts = Contacts(Editions(), self.journal, lambda: LONG_AFTER)
        self.contacts.open(tasks, self.performer)

    def restore(self) -> Phase:
        phase = begin(ARRIVED, edition()).phase
        self.contacts.restore([(phase, 1)])
        return phase

    def resync(self) -> Resynced:
        event = Resynced(contact=CONTACT, at=LONG_AFTER, observed=Observed(channels=frozenset({CALLER})))
        self.contacts.deliver(event)
        return event


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        made = House(tasks)
        yield made
        # Whoever calls is gone: the tasks end.
        made.journal.broken = False
        made.contacts.drive(True)
        made.contacts.deliver(Resynced(contact=CONTACT, at=LONG_AFTER, observed=Observed()))


async def moments() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)


async def test_a_held_contact_does_nothing_though_its_time_is_up(house: House):
    house.contacts.drive(False)
    house.restore()
    await moments()
    assert house.journal.kept == []
    assert house.performer.performed == []


async def test_a_contact_that_was_held_hears_first_what_it_missed_and_not_that_its_time_is_up(house: House):
    house.contacts.drive(False)
    house.restore()
    await moments()
    told = house.resync()
    house.contacts.drive(True)
    await moments()
    assert house.journal.kept[0] == told
    assert not any(isinstance(event, TimedOut) for event in house.journal.kept)


async def test_a_contact_that_nobody_holds_sees_that_its_time_is_up(house: House):
    house.restore()
    await moments()
    assert isinstance(house.journal.kept[0], TimedOut)


async def test_a_caller_whose_very_first_step_cannot_be_kept_gets_the_fallback(house: House):
    house.journal.broken = True
    house.contacts.deliver(ARRIVED)
    await moments()
    assert house.performer.performed == [GoToFallback(CALLER)]
    assert dict(house.contacts.phases()) == {}
