"""Hosting: finds the contact that an agent's own call asks to be taken into, and asks it."""

from collections.abc import Callable, Iterable

import routing
from ivr.calls.own_call.hosting import host_for
from ivr.calls.phases import Phase
from ivr.dialplan.centre.centre import Centre
from ivr.telephony.commands import Visit
from ivr.telephony.events import AgentCame, Event, TurnedAway
from ivr.telephony.ids import ContactId, PlaceId, owner


class Hosting:
    """Tells the contact that could take the agent in of him, or him that there is none."""

    def __init__(
        self,
        phases: Callable[[], Iterable[Phase]],
        board: routing.Board,
        centre: Callable[[], Centre],
        deliver: Callable[[Event], None],
        clock: Callable[[], float],
    ) -> None:
        self._phases = phases
        self._board = board
        self._centre = centre
        self._deliver = deliver
        self._clock = clock

    def visit(self, visitor: ContactId, visit: Visit) -> None:
        """Ask for the agent on whose call ``visitor`` is."""
        host = self._host(visit)
        if host is None:
            self._deliver(TurnedAway(contact=visitor, at=self._clock()))
            return
        came = AgentCame(
            contact=host,
            at=self._clock(),
            channel=visit.channel,
            agent=visit.agent,
            purpose=visit.purpose,
            target=visit.target,
        )
        self._deliver(came)

    def _host(self, visit: Visit) -> ContactId | None:
        standing = self._board.agent(visit.agent)
        # Who has a call of the board's can ask others for his caller, but takes no second one.
        if visit.purpose != "consult" and (standing is None or standing.call is not None):
            return None
        return host_for(visit, self._phases(), self._in_line(visit))

    def _in_line(self, visit: Visit) -> list[ContactId]:
        known = self._centre().agents.get(visit.agent)
        skills = known.skills if known else {}
        waiting = self._board.waiting()
        return [owner(PlaceId(call.call)) for call in waiting if routing.can_take(skills, call.needs)]
