"""The floor: all that the board holds, and what every change to it has in common."""

from collections.abc import Mapping

from routing.agenda import Agenda
from routing.agents import Agent, AgentState
from routing.calls import Call
from routing.changes import Offer
from routing.matching import Matching
from routing.misses import PauseAfter
from routing.seats import Seat

OFFERED = (AgentState.RESERVED, AgentState.RINGING)


class Floor:
    """The agents' seats and the calls by id, how they are matched, and what is due when.

    ``roster`` are the agents of the centre: who has left it keeps his seat while he has a call.
    ``changed`` are the agents whose standing changed.
    """

    def __init__(self, pause_after: PauseAfter) -> None:
        self.pause_after = pause_after
        self.roster: Mapping[str, Agent] = {}
        self.seats: dict[str, Seat] = {}
        self.calls: dict[str, Call] = {}
        self.matching = Matching(self.seats, self.calls)
        self.agenda = Agenda()
        self.changed: set[str] = set()

    def seat(self, agent: Agent) -> Seat:
        """Give the agent a seat on the board."""
        seat = self.seats[agent.id] = Seat(agent)
        self.matching.introduce(seat)
        return seat

    def line_up(self, call: Call, now: float) -> None:
        """Put the call into line, with what it needs by ``now``."""
        if call.facts.relax:
            call.relax(now)
        self.wait(call)

    def wait(self, call: Call) -> None:
        """Put the call into line as it is, until it is matched or relaxes."""
        call.waits = True
        relaxes_at = call.relaxes_at()
        if relaxes_at is not None:
            self.agenda.note(relaxes_at, call)
        self.matching.call_queued(call)

    def restate(self, seat: Seat, now: float) -> None:
        """Bring state and indexes in step with what the agent's facts add up to since ``now``."""
        self.changed.add(seat.agent.id)
        before, seat.state = seat.state, seat.state_by_the_facts()
        if seat.state is not before:
            seat.since = now
            if seat.state is AgentState.READY:
                self.matching.agent_ready(seat)
            elif before is AgentState.READY:
                self.matching.agent_busy(seat)
        if seat.call is None and seat.agent.id not in self.roster:
            self.matching.dismiss(seat)
            del self.seats[seat.agent.id]

    def pass_time(self, now: float) -> tuple[Offer, ...]:
        """End the wrap-ups and relax the calls that are due by ``now``; answers the offers."""
        while (at := self.agenda.due()) is not None and at <= now:
            match self.agenda.take():
                case Seat() as seat:
                    seat.end_wrap_up(at)
                    self.restate(seat, at)
                case Call() as call:
                    self.matching.call_left(call)
                    self.line_up(call, now)
        return self.settle(now)

    def settle(self, now: float) -> tuple[Offer, ...]:
        """Match what has come, and answer the offers."""
        pairs = self.matching.settle()
        for _, seat in pairs:
            self.restate(seat, now)
        return tuple([Offer(call.facts.call, seat.agent.id) for call, seat in pairs])
