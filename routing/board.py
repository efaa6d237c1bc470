"""The board: every agent and every waiting call, changed by one function that answers offers."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from routing import shifts, talks
from routing.agents import Agent, AgentStanding, AgentState
from routing.calls import WaitingCall
from routing.changes import (
    AgentRings,
    AgentsChanged,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Change,
    DayBegan,
    Offer,
    OfferMissed,
    Paused,
    PhoneChanged,
    PhonesChanged,
    PhoneUsed,
    Ready,
    Restored,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
)
from routing.floor import Floor
from routing.misses import PauseAfter
from routing.needs import can_take


class Board:
    """Agents and waiting calls, and who is offered to whom.

    ``agents`` are by id; all begin signed out and unreachable.  An agent who misses too many offers in
    a row is paused as ``pause_after`` says.  All times are seconds since the epoch and come from the
    caller.  ``floor`` is what it holds, for ``routing.reasons`` to read.
    """

    def __init__(self, agents: Mapping[str, Agent], *, pause_after: PauseAfter | None = None) -> None:
        self.floor = Floor(pause_after or PauseAfter())
        shifts.change_agents(self.floor, agents, 0.0)

    def apply(self, change: Change, now: float) -> tuple[Offer, ...]:
        """Take one change and answer the offers that it leads to, in the order of the calls.

        Wrap-ups that are over and relaxations that are reached by ``now`` come first.  A change that
        does not fit (stale, repeated, of an unknown call or agent) changes nothing and raises nothing.
        """
        floor = self.floor
        earlier = floor.pass_time(now) if floor.agenda.next <= now else ()
        match change:
            case CallQueued():
                talks.queue(floor, change, now)
            case CallAnswered():
                talks.answer(floor, change, now)
            case TalkEnded():
                talks.end(floor, change, now)
            case AgentRings():
                talks.ring(floor, change, now)
            case CallGone():
                talks.lose(floor, change.call, now)
            case OfferMissed():
                talks.miss(floor, change, now)
            case CallTaken():
                talks.take(floor, change, now)
            case SignedIn() | SignedOut() | Paused() | Ready() | PhoneChanged() | PhoneUsed():
                shifts.change_agent(floor, change, now)
            case AgentsChanged():
                floor.pause_after = change.pause_after or floor.pause_after
                shifts.change_agents(floor, change.agents, now)
            case PhonesChanged():
                shifts.change_phones(floor, change.reachable, now)
            case DayBegan():
                shifts.begin_day(floor)
            case Restored():
                shifts.restore(floor, change, now)
            case TimePassed():
                pass
            case _:  # pragma: no cover
                assert_never(change)
        return earlier + floor.settle(now) if floor.matching.unsettled else earlier

    # What others may ask

    def due(self) -> float | None:
        """When ``TimePassed`` is to be applied next; None while nobody wraps up and no call relaxes."""
        return self.floor.agenda.due()

    def agent(self, agent: str) -> AgentStanding | None:
        """How the agent stands; None if there is no such agent."""
        seat = self.floor.seats.get(agent)
        return None if seat is None else seat.standing()

    def agents(self) -> tuple[AgentStanding, ...]:
        """How all agents stand, by id."""
        seats = self.floor.seats
        return tuple(seats[agent].standing() for agent in sorted(seats))

    def take_changed(self) -> tuple[str, ...]:
        """The agents (sorted) whose standing changed since this was last asked.

        An agent among them whom ``agent`` does not know any more has left the board.
        """
        changed = tuple(sorted(self.floor.changed))
        self.floor.changed.clear()
        return changed

    def waiting(self, queue: str | None = None) -> tuple[WaitingCall, ...]:
        """The calls in line, of one queue or of all, in the order of all."""
        return self.floor.matching.waiting(queue)

    def position(self, call: str) -> int | None:
        """The call's place in its queue, counted from 1; None when it is not in line."""
        found = self.floor.calls.get(call)
        return None if found is None else self.floor.matching.position(found)

    def waiting_for(self, agent: str) -> int:
        """How many of the calls in line the agent could take; 0 if there is no such agent."""
        seat = self.floor.seats.get(agent)
        if seat is None:
            return 0
        return sum(can_take(seat.agent.skills, call.needs) for call in self.waiting())

    def free_to_ring(self, agents: Iterable[str]) -> tuple[str, ...]:
        """Those of the agents whose telephone is reachable and who have no call: the ready first.

        Among the ready whoever is idle longest comes first; the others follow in the order given.
        """
        known = self.floor.seats
        seats = [known[agent] for agent in agents if agent in known]
        free = [seat for seat in seats if seat.reachable and seat.call is None]
        ready = [seat for seat in free if seat.state is AgentState.READY]
        others = [seat for seat in free if seat.state is not AgentState.READY]
        by_idleness = sorted(ready, key=lambda seat: seat.idle_since)
        return tuple(seat.agent.id for seat in (*by_idleness, *others))
