"""Finding: what one contact has to know of the others and of the agents, told to it as events."""

from collections.abc import Callable, Iterable

import routing
from ivr.calls.own_call.supervising import leg_in_talk
from ivr.calls.phases import Phase
from ivr.calls.talks import talk_on
from ivr.telephony.commands import FindReachable, FindTalk
from ivr.telephony.events import Event, ReachableFound, TalkFound
from ivr.telephony.ids import AgentId, ContactId


class Finding:
    """Looks things up in the phases of all contacts and on the board."""

    def __init__(
        self,
        phases: Callable[[], Iterable[Phase]],
        board: routing.Board,
        deliver: Callable[[Event], None],
        clock: Callable[[], float],
    ) -> None:
        self._phases = phases
        self._board = board
        self._deliver = deliver
        self._clock = clock

    def perform(self, contact: ContactId, command: FindTalk | FindReachable) -> None:
        """Look it up and tell it."""
        match command:
            case FindTalk(agent=agent):
                self._deliver(self._talk(contact, agent))
            case FindReachable(agents=agents):
                free = tuple(AgentId(agent) for agent in self._board.free_to_ring(agents))
                self._deliver(ReachableFound(contact=contact, at=self._clock(), agents=free))

    def _talk(self, contact: ContactId, agent: AgentId) -> TalkFound:
        at = self._clock()
        for phase in self._phases():
            if leg := leg_in_talk(phase, agent):
                talk, queue = phase.contact.id, talk_on(phase.contact, leg).queue
                return TalkFound(contact=contact, at=at, agent=agent, talk=talk, leg=leg, queue=queue)
        return TalkFound(contact=contact, at=at, agent=agent)
