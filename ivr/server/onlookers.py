"""The onlookers: whoever is told what happens in the house and has no say in it."""

from collections.abc import Callable

import routing
from ivr.asterisk.ami.fallback import FallbackQueue
from ivr.calls.phases import Ended, Phase
from ivr.dialplan.centre.centre import Centre
from ivr.server.counting import Counting
from ivr.server.expecting import Expecting
from ivr.server.reporting import Reporting
from ivr.server.shifts import Shifts
from ivr.server.showing import Showing
from ivr.server.trying import Trying
from ivr.telephony.events import Event
from ivr.telephony.ids import AgentId

_AT_WORK = frozenset(set(routing.AgentState) - {routing.AgentState.OFFLINE, routing.AgentState.PAUSED})
"""Whoever is in one of these may be rung by the fallback when we are down."""


class Onlookers:
    """Passes each step of a contact and each change of the board on to all who look on."""

    def __init__(
        self,
        board: routing.Board,
        centre: Callable[[], Centre],
        clock: Callable[[], float],
        fallback_queue: FallbackQueue,
        showing: Showing,
        shifts: Shifts,
        reporting: Reporting,
        counting: Counting,
        trying: Trying,
        expecting: Expecting,
    ) -> None:
        self._board = board
        self._centre = centre
        self._clock = clock
        self._fallback_queue = fallback_queue
        self._showing = showing
        self._shifts = shifts
        self._reporting = reporting
        self._counting = counting
        self._trying = trying
        self._expecting = expecting
        self._at_work: set[AgentId] = set()

    def board_changed(self, change: routing.Change) -> None:
        """Something changed on the board; it knows whom that concerned."""
        changed = self._board.take_changed()
        self._showing.agents(changed)
        for agent in changed:
            self._agent_changed(AgentId(agent))
        self._fallback_queue.keep(frozenset(self._at_work))

    def step(self, before: Phase | None, event: Event, after: Phase) -> None:
        """A contact went from one phase to the next."""
        self._reporting.step(before, event, after)
        self._counting.step(before, event, after)
        self._trying.step(before, event, after)
        self._expecting.step(before, event, after)
        if isinstance(after, Ended):
            self._showing.ended(after.contact.id)
        else:
            self._showing.phase(after)

    def _agent_changed(self, agent: AgentId) -> None:
        self._shifts.remember(agent)
        standing = self._board.agent(agent)
        if standing is None:
            self._at_work.discard(agent)
            return
        (self._at_work.add if standing.state in _AT_WORK else self._at_work.discard)(agent)
        self._reporting.standing(standing, self._queues_of(agent), self._clock())

    def _queues_of(self, agent: AgentId) -> tuple[str, ...]:
        centre = self._centre()
        skills = centre.agents[agent].skills if agent in centre.agents else {}
        return tuple(name for name, queue in centre.queues.items() if routing.can_take(skills, queue.needs))
