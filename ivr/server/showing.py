"""Showing the floor: agents' presence and contacts' phases at once, waiting calls a few times a second."""

import asyncio
import re
from collections.abc import Callable, Iterable

import routing
from ivr.calls.phases import Consulting, Phase, Ringing, Talking
from ivr.dialplan.centre.centre import Centre
from ivr.storage.floor import (
    AgentGone,
    CallGone,
    ContactGone,
    Floor,
    FloorAgent,
    FloorCall,
    FloorChange,
    FloorContact,
)
from ivr.telephony.ids import AgentId, ContactId, PlaceId, owner

SECONDS_BETWEEN_LOOKS = 0.2
"""How often waiting calls are looked at: when one leaves, all behind it move up."""


class Showing:
    """Publishes what changes on the floor, and only that."""

    def __init__(
        self, floor: Floor, board: routing.Board, centre: Callable[[], Centre], clock: Callable[[], float]
    ) -> None:
        self._floor = floor
        self._board = board
        self._centre = centre
        self._clock = clock
        self._calls: dict[ContactId, FloorCall] = {}
        self._contacts: dict[ContactId, FloorContact] = {}
        self.watchers: set[Callable[[FloorChange], None]] = set()

    def agents(self, changed: Iterable[str]) -> None:
        """These agents' standings changed."""
        for agent in changed:
            standing = self._board.agent(agent)
            if standing is None:
                self._publish(AgentGone(AgentId(agent)))
            else:
                self._publish(self._agent(standing))

    def phase(self, phase: Phase) -> None:
        """A contact came into this phase."""
        contact, shown = phase.contact, self._contacts.get(phase.contact.id)
        word, agent = phase_word(phase), agent_in(phase)
        if shown is not None and (shown.phase, shown.agent) == (word, agent):
            return
        now = FloorContact(
            contact=contact.id, phase=word, caller=contact.caller, agent=agent, since=self._clock()
        )
        self._contacts[contact.id] = now
        self._publish(now)

    def ended(self, contact: ContactId) -> None:
        """The contact is over."""
        if self._contacts.pop(contact, None) is not None:
            self._publish(ContactGone(contact))

    def since(self, contact: ContactId) -> float:
        """When the contact's present phase began; now, if that is not known."""
        shown = self._contacts.get(contact)
        return shown.since if shown else self._clock()

    async def run(self) -> None:
        """Show waiting calls until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            self.look()

    def look(self) -> None:
        """Publish what has changed among waiting calls since the last look."""
        calls = {call.contact: call for call in self._waiting()}
        for call in calls.values():
            if self._calls.get(call.contact) != call:
                self._publish(call)
        for gone in self._calls.keys() - calls.keys():
            self._publish(CallGone(gone))
        self._calls = calls

    def _publish(self, change: FloorChange) -> None:
        self._floor.publish(change)
        for watcher in tuple(self.watchers):
            watcher(change)

    def _waiting(self) -> Iterable[FloorCall]:
        ahead: dict[str, int] = {}
        for call in self._board.waiting():
            ahead[call.queue] = ahead.get(call.queue, 0) + 1
            yield FloorCall(
                contact=owner(PlaceId(call.call)),
                queue=call.queue,
                since=call.since,
                position=ahead[call.queue],
                priority=call.priority,
            )

    def _agent(self, standing: routing.AgentStanding) -> FloorAgent:
        known = self._centre().agents.get(standing.agent)
        return FloorAgent(
            agent=AgentId(standing.agent),
            name=known.name if known else "",
            state=standing.state,
            since=standing.since,
            reason=standing.reason or "",
            contact=owner(PlaceId(standing.call)) if standing.call else None,
        )


def agent_in(phase: Phase) -> AgentId | None:
    """The agent who rings, talks or consults."""
    match phase:
        case Ringing(agent=agent) | Talking(agent=agent):
            return agent
        case Consulting(talking=talking):
            return talking.agent
        case _:
            return None


def phase_word(phase: Phase) -> str:
    """The phase's name as others see it: ``InDialplan`` → ``in_dialplan``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(phase).__name__).lower()
