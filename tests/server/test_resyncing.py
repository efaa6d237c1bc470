"""Who left in the very moment of a resync is found out a moment later, and nobody else is told anything."""

from collections.abc import Collection, Mapping

import pytest

from ivr.calls.phases import Phase
from ivr.server.hosts import Hosts
from ivr.server.resyncing import Resyncing
from ivr.telephony.events import Event, Observed, Resynced
from ivr.telephony.ids import ChannelId, ContactId, PlaybackId
from tests.calls.transcript import CALLER, CONTACT
from tests.server.examples import TO_TALKING, phase_after

NOW = 2000.0
LEG = ChannelId(f"{CONTACT}.agent.1")
BOTH = Observed(channels=frozenset({CALLER, LEG}))


class Contacts:
    """One contact in a talk, and what it is told."""

    def __init__(self, phase: Phase) -> None:
        self.phase = phase
        self.hosts = Hosts()
        self.told: list[Event] = []

    def inside(self) -> frozenset[ContactId]:
        return frozenset({CONTACT})

    def phases(self) -> Mapping[ContactId, Phase]:
        return {CONTACT: self.phase}

    def deliver(self, event: Event) -> None:
        self.told.append(event)


class Phones:
    """Shows what it is told to, one look after the other."""

    def __init__(self, *looks: Observed) -> None:
        self.looks = list(looks)

    async def observe(self, playing: Collection[PlaybackId] = ()) -> Mapping[ContactId, Observed]:
        return {CONTACT: self.looks.pop(0)}

    async def callers(self) -> Mapping[ContactId, Event]:
        return {}


async def looked_twice(second: Observed) -> list[Event]:
    contacts = Contacts(phase_after(*TO_TALKING))
    resyncing = Resyncing(Phones(BOTH, second), contacts, lambda: NOW)
    await resyncing.resync()
    assert contacts.told == [Resynced(contact=CONTACT, at=NOW, observed=BOTH)]
    await resyncing.confirm()
    await resyncing.confirm()  # once is enough: there is nothing more to look for
    return contacts.told[1:]


@pytest.mark.parametrize("stays", [LEG, CALLER])
async def test_who_was_there_and_is_not_has_left(stays: ChannelId):
    left = Observed(channels=frozenset({stays}))
    assert await looked_twice(left) == [Resynced(contact=CONTACT, at=NOW, observed=left)]


async def test_who_is_still_there_is_told_nothing():
    assert await looked_twice(BOTH) == []


async def test_a_channel_that_came_meanwhile_or_that_nobody_waits_for_is_no_matter():
    new = Observed(channels=BOTH.channels | {ChannelId(f"{CONTACT}.agent.2")})
    assert await looked_twice(new) == []
