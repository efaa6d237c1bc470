"""The watchdog: every few seconds it compares board, contacts and Asterisk, and sets right what differs."""

import asyncio
from collections.abc import Callable, Mapping
from typing import assert_never

import structlog

from ivr.asterisk.ari.errors import AriError
from ivr.dialplan.centre.centre import Centre
from ivr.queueing.differences import (
    BoardDiffers,
    CallerUnknown,
    ContactDiffers,
    Difference,
    LegLeftOver,
    OfferUnheard,
    concerns,
    in_the_phone_system,
    on_the_board,
)
from ivr.server.contacts import Contacts
from ivr.server.queueing import Queueing
from ivr.server.resyncing import playing_in
from ivr.telephony.commands import HangUp
from ivr.telephony.events import AgentOffered, Arrived, Observed, Resynced
from ivr.telephony.ids import ContactId
from ivr.telephony.port import PhoneSystem

log = structlog.get_logger()

SECONDS_BETWEEN_LOOKS = 3.0
"""What stands for two looks is set right: no agent is stuck for longer than three times this."""


class Watchdog:
    """Looks, and looks again; what both looks found is healed, and the evidence is kept.

    ``driving`` says whether the line to Asterisk is up; without it nothing is compared.
    """

    def __init__(
        self,
        phones: PhoneSystem,
        contacts: Contacts,
        queueing: Queueing,
        centre: Callable[[], Centre],
        clock: Callable[[], float],
        driving: Callable[[], bool],
    ) -> None:
        self._phones = phones
        self._contacts = contacts
        self._queueing = queueing
        self._centre = centre
        self._clock = clock
        self._driving = driving
        self._standing: tuple[Difference, ...] = ()
        self.on_look: Callable[[], None] = lambda: None
        self.on_healed: Callable[[str], None] = lambda kind: None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            try:
                await self.look()
            except AriError as error:
                self._standing = ()
                log.debug("watchdog_blind", reason=str(error))

    async def look(self) -> None:
        """Compare once; heal what the look before found, too.  Raises AriError when the line is lost."""
        if not self._driving():
            self._standing = ()
            return
        self.on_look()
        arrivals = await self._phones.callers()
        observed = self._contacts.hosts.gathered(await self._phones.observe())
        guests = self._contacts.hosts.guests()
        inside = self._contacts.inside() | guests
        phases = self._contacts.phases()
        board = self._queueing.board
        waiting = (call.call for call in board.waiting())
        found = (
            *on_the_board(board.agents(), waiting, self._centre(), phases.values()),
            *in_the_phone_system(phases, inside, observed, frozenset(arrivals)),
        )
        stood = [difference for difference in found if difference in self._standing]
        self._standing = tuple(difference for difference in found if difference not in stood)
        for difference in stood:
            contact = concerns(difference)
            log.error("healed", kind=difference.kind, contact=contact, difference=repr(difference))
            self.on_healed(difference.kind)
            await self._heal(difference, arrivals)

    async def _heal(self, difference: Difference, arrivals: Mapping[ContactId, Arrived]) -> None:
        match difference:
            case BoardDiffers(change=change):
                self._queueing.apply(change)
            case OfferUnheard(call=call, agent=agent):
                contact = concerns(difference)
                offered = AgentOffered(contact=contact, at=self._clock(), place=call, agent=agent)
                self._contacts.deliver(offered)
            case ContactDiffers(contact=contact):
                await self._resync(contact)
            case LegLeftOver(contact=contact, leg=leg):
                await self._phones.perform(contact, HangUp(leg))
            case CallerUnknown(contact=contact):
                self._contacts.deliver(arrivals[contact])
            case _:
                assert_never(difference)

    async def _resync(self, contact: ContactId) -> None:
        """Tell the contact what there is of it, looking once more with the prompt that it plays."""
        phase = self._contacts.phases().get(contact)
        if phase is None:
            return
        playback = playing_in(phase)
        seen = await self._phones.observe([playback] if playback is not None else [])
        observed = self._contacts.hosts.gathered(seen).get(contact, Observed())
        self._contacts.deliver(Resynced(contact=contact, at=self._clock(), observed=observed))
