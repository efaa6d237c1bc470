"""Resyncing: after every absence each contact is told what the phone system has of it now."""

from collections.abc import Callable, Mapping

import structlog

from ivr.calls.belongings import legs_of
from ivr.calls.phases import (
    Announcing,
    AskingPin,
    InDialplan,
    Informing,
    Introducing,
    Phase,
    Supervising,
    Surveying,
)
from ivr.server.contacts import Contacts
from ivr.telephony.commands import CloseBridge, GoToFallback, HangUp
from ivr.telephony.events import Observed, Resynced
from ivr.telephony.ids import ContactId, PlaybackId, is_agent_leg, is_number_leg, is_snoop
from ivr.telephony.port import PhoneSystem

log = structlog.get_logger()


class Resyncing:
    """Compares the contacts in the house with the phone system, and tells the difference."""

    def __init__(self, phones: PhoneSystem, contacts: Contacts, clock: Callable[[], float]) -> None:
        self._phones = phones
        self._contacts = contacts
        self._clock = clock
        self._seen: Mapping[ContactId, Observed] = {}

    async def resync(self) -> None:
        """Tell every contact what there is of it, open those nobody knew, and end what is nobody's."""
        known, guests = self._contacts.inside(), self._contacts.hosts.guests()
        observed = self._seen = await self._observe()
        callers = await self._phones.callers()
        at = self._clock()
        for contact in known:
            self._contacts.deliver(
                Resynced(contact=contact, at=at, observed=observed.get(contact, Observed()))
            )
        for contact in callers.keys() - known - guests:
            self._contacts.deliver(callers[contact])
        for contact in observed.keys() - known - callers.keys() - guests:
            await self._end(contact, observed[contact])
        log.info("resynced", known=len(known), callers=len(callers), observed=len(observed))

    async def confirm(self) -> None:
        """Look once more, a moment after: who was about to leave when we looked is still told of as there.

        The phone system told his end to nobody when we were not there yet.  An id is never used twice, so
        that a channel which was there and is not has ended.
        """
        seen, self._seen = self._seen, {}
        if not seen:
            return
        observed = await self._observe()
        at = self._clock()
        for contact, phase in tuple(self._contacts.phases().items()):
            now = observed.get(contact, Observed())
            gone = seen.get(contact, Observed()).channels - now.channels
            if gone & {phase.contact.channel, *legs_of(phase)}:
                log.info("left_unnoticed", contact=contact)
                self._contacts.deliver(Resynced(contact=contact, at=at, observed=now))

    async def _observe(self) -> Mapping[ContactId, Observed]:
        phases = self._contacts.phases().values()
        playing = [playback for phase in phases if (playback := playing_in(phase)) is not None]
        return self._contacts.hosts.gathered(await self._phones.observe(playing))

    def lose_all(self) -> None:
        """The phone system is gone and every call with it."""
        at = self._clock()
        for contact in self._contacts.inside():
            self._contacts.deliver(Resynced(contact=contact, at=at, observed=Observed()))

    async def _end(self, contact: ContactId, observed: Observed) -> None:
        """Legs whose contact is over are hung up; a caller whom nobody knows gets the fallback."""
        for channel in observed.channels:
            ours = is_agent_leg(channel) or is_number_leg(channel) or is_snoop(channel)
            command = HangUp(channel) if ours else GoToFallback(channel)
            log.warning("stray_channel", contact=contact, channel=channel)
            await self._phones.perform(contact, command)
        for bridge in observed.bridges:
            log.warning("stray_bridge", contact=contact, bridge=bridge)
            await self._phones.perform(contact, CloseBridge(bridge))


def playing_in(phase: Phase) -> PlaybackId | None:
    """The prompt that the caller should be hearing in this phase, if it is one."""
    match phase:
        case InDialplan(position=position) | Surveying(position=position):
            return position.playing
        case Announcing() | AskingPin() | Informing() | Introducing() | Supervising():
            return phase.playback
        case _:
            return None
