"""The board: every agent and every waiting call, changed by one function that answers offers."""

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from typing import assert_never

from routing.agents import WITH_A_CALL, Agent, AgentStanding, AgentState, can_take
from routing.calls import WaitingCall
from routing.changes import (
    AgentChange,
    AgentRings,
    AgentsChanged,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Change,
    Offer,
    OfferChange,
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
from routing.lines import Call
from routing.matching import Matching
from routing.seats import Seat

OFFERED = (AgentState.RESERVED, AgentState.RINGING)


class Board:
    """Agents and waiting calls, and who is offered to whom.

    ``agents`` are by id; all begin signed out and unreachable.  An agent who misses
    ``misses_before_pause`` offers in a row is paused with the reason "missed" (0: never).
    All times are seconds since the epoch and come from the caller.
    """

    def __init__(self, agents: Mapping[str, Agent], *, misses_before_pause: int = 3) -> None:
        self._misses_before_pause = misses_before_pause
        self._roster: Mapping[str, Agent] = {}
        self._seats: dict[str, Seat] = {}
        self._calls: dict[str, Call] = {}
        self._matching = Matching(self._seats, self._calls)
        self._wrap_ups: list[tuple[float, str]] = []
        self._changed: set[str] = set()
        self._change_agents(agents, 0.0)

    def apply(self, change: Change, now: float) -> tuple[Offer, ...]:
        """Take one change and answer the offers that it leads to, in the order of the calls.

        Wrap-ups that are over by ``now`` end first.  A change that does not fit (stale, repeated,
        of an unknown call or agent) changes nothing and raises nothing.
        """
        earlier: tuple[Offer, ...] = ()
        if self._wrap_ups and self._wrap_ups[0][0] <= now:
            self._end_wrap_ups(now)
            earlier = self._settle(now)
        match change:
            case CallTaken():
                self._take(change, now)
            case CallQueued() | CallGone() | AgentRings() | CallAnswered() | OfferMissed() | TalkEnded():
                self._apply_to_call(change, now)
            case SignedIn() | SignedOut() | Paused() | Ready() | PhoneChanged() | PhoneUsed():
                self._apply_to_agent(change, now)
            case AgentsChanged():
                self._change_agents(change.agents, now)
            case PhonesChanged():
                self._change_phones(change.reachable, now)
            case Restored():
                self._restore(change, now)
            case TimePassed():
                pass
            case _:  # pragma: no cover
                assert_never(change)
        return earlier + self._settle(now)

    # What others may ask

    def due(self) -> float | None:
        """When ``TimePassed`` is to be applied next; None while no wrap-up runs."""
        while self._wrap_ups:
            until, agent = self._wrap_ups[0]
            seat = self._seats.get(agent)
            if seat is not None and seat.until == until:
                return until
            heappop(self._wrap_ups)
        return None

    def agent(self, agent: str) -> AgentStanding | None:
        """How the agent stands; None if there is no such agent."""
        seat = self._seats.get(agent)
        return None if seat is None else seat.standing()

    def agents(self) -> tuple[AgentStanding, ...]:
        """How all agents stand, by id."""
        return tuple(self._seats[agent].standing() for agent in sorted(self._seats))

    def take_changed(self) -> tuple[str, ...]:
        """The agents (sorted) whose standing changed since this was last asked.

        An agent among them whom ``agent`` does not know any more has left the board.
        """
        changed = tuple(sorted(self._changed))
        self._changed.clear()
        return changed

    def waiting(self, queue: str | None = None) -> tuple[WaitingCall, ...]:
        """The calls in line, of one queue or of all, in the order of all."""
        return self._matching.waiting(queue)

    def position(self, call: str) -> int | None:
        """The call's place in its queue, counted from 1; None when it is not in line."""
        found = self._calls.get(call)
        return None if found is None else self._matching.position(found)

    def waiting_for(self, agent: str) -> int:
        """How many of the calls in line the agent could take; 0 if there is no such agent."""
        seat = self._seats.get(agent)
        if seat is None:
            return 0
        return sum(can_take(seat.agent.skills, call.needs) for call in self.waiting())

    def free_to_ring(self, agents: Iterable[str]) -> tuple[str, ...]:
        """Those of the agents whose telephone is reachable and who have no call: the ready first.

        Among the ready whoever is idle longest comes first; the others follow in the order given.
        """
        seats = [self._seats[agent] for agent in agents if agent in self._seats]
        free = [seat for seat in seats if seat.reachable and seat.call is None]
        ready = [seat for seat in free if seat.state is AgentState.READY]
        others = [seat for seat in free if seat.state is not AgentState.READY]
        by_idleness = sorted(ready, key=lambda seat: seat.idle_since)
        return tuple(seat.agent.id for seat in (*by_idleness, *others))

    # Calls

    def _take(self, change: CallTaken, now: float) -> None:
        call, seat = self._calls.get(change.facts.call), self._seats.get(change.agent)
        holder = self._seats[call.agent] if call is not None and call.agent is not None else None
        if holder is not None and holder.stage not in OFFERED:
            return
        if call is not None:
            self._lose(call, now)
        # Who has left the centre leaves the board with the call that he had been offered.
        if seat is None or seat.call is not None or change.agent not in self._seats:
            return
        taken = self._calls[change.facts.call] = Call(change.facts)
        taken.agent = change.agent
        seat.take(taken)
        self._restate(seat, now)

    def _apply_to_call(self, change: OfferChange, now: float) -> None:
        call = self._calls.get(change.call)
        if isinstance(change, CallQueued):
            self._queue(change, call)
            return
        if call is None:
            return
        if isinstance(change, CallGone):
            self._lose(call, now)
            return
        seat = self._seats.get(change.agent)
        if seat is None or seat.call is not call:
            return
        offered = seat.stage in OFFERED
        match change:
            case AgentRings() if offered:
                seat.ring()
            case CallAnswered() if offered:
                seat.talk()
            case OfferMissed() if offered:
                seat.miss(self._misses_before_pause, now)
                call.agent = None
                call.missed_by.add(change.agent)
                self._matching.call_queued(call)
            case TalkEnded() if not offered:
                seat.end_talk(call.facts.wrap_up_seconds, now)
                self._watch_wrap_up(seat)
                del self._calls[change.call]
            case _:
                return
        self._restate(seat, now)

    def _queue(self, facts: CallQueued, call: Call | None) -> None:
        if call is None:
            call = self._calls[facts.call] = Call(facts)
            self._matching.call_queued(call)
        elif call.agent is None:
            if facts != call.facts:
                self._matching.call_left(call)
                call.replace(facts)
                self._matching.call_queued(call)
        elif self._seats[call.agent].stage in OFFERED:
            call.replace(facts)

    def _lose(self, call: Call, now: float) -> None:
        if call.agent is None:
            self._matching.call_left(call)
            del self._calls[call.facts.call]
            return
        seat = self._seats[call.agent]
        if seat.stage in OFFERED:
            seat.give_back()
            del self._calls[call.facts.call]
            self._restate(seat, now)

    # Agents

    def _apply_to_agent(self, change: AgentChange, now: float) -> None:
        seat = self._seats.get(change.agent)
        if seat is None:
            return
        match change:
            case SignedIn():
                if change.agent in self._roster:
                    seat.sign_in(now)
            case SignedOut():
                seat.sign_out()
            case Paused():
                seat.begin_pause(change.reason)
            case Ready():
                seat.end_pause(now)
            case PhoneChanged():
                seat.change_phone(change.reachable, now)
            case PhoneUsed():
                seat.use_phone(change.in_use, now)
            case _:  # pragma: no cover
                assert_never(change)
        self._restate(seat, now)

    def _change_phones(self, reachable: frozenset[str], now: float) -> None:
        for agent, seat in self._seats.items():
            seat.reachable = agent in reachable
            self._restate(seat, now)

    def _change_agents(self, agents: Mapping[str, Agent], now: float) -> None:
        self._roster = dict(agents)
        for left_out in [seat for name, seat in self._seats.items() if name not in agents]:
            left_out.sign_out()
            self._restate(left_out, now)
        for name, agent in agents.items():
            seat = self._seats.get(name)
            if seat is None:
                self._seats[name] = Seat(agent, self._matching.profile(agent.skills))
                self._changed.add(name)
            elif seat.agent != agent:
                seat.agent = agent
                seat.profile = self._matching.profile(agent.skills)
                if seat.state is AgentState.READY:
                    self._matching.agent_ready(seat)
        self._matching.forget_unused_profiles()

    def _restore(self, change: Restored, now: float) -> None:
        missing = {facts.call: facts for facts in change.calls if facts.call not in self._calls}
        for standing in change.agents:
            in_use = standing.state is AgentState.TALKING and standing.call is None
            with_a_call = standing.state in WITH_A_CALL and not in_use
            facts = missing.get(standing.call or "") if with_a_call else None
            seat = self._seats.get(standing.agent)
            if seat is None and facts is not None:
                seat = self._seat_of_leaver(standing.agent)
            if seat is None or seat.call is not None or (with_a_call and facts is None):
                continue
            self._restore_seat(seat, standing, facts)
            if facts is not None:
                del missing[facts.call]
            self._restate(seat, now)
            seat.since = standing.since
        for facts in missing.values():
            self._queue(facts, None)

    def _seat_of_leaver(self, agent: str) -> Seat:
        """The seat of somebody who left the centre but has a call to finish."""
        seat = Seat(Agent(agent, {}), self._matching.profile({}))
        self._seats[agent] = seat
        return seat

    def _restore_seat(self, seat: Seat, standing: AgentStanding, facts: CallQueued | None) -> None:
        call = None
        if facts is not None:
            call = self._calls[facts.call] = Call(facts)
            call.agent = standing.agent
        seat.restore(standing, call)
        if standing.agent not in self._roster:
            seat.sign_out()
        self._watch_wrap_up(seat)

    def _end_wrap_ups(self, now: float) -> None:
        while (until := self.due()) is not None and until <= now:
            seat = self._seats[heappop(self._wrap_ups)[1]]
            seat.end_wrap_up(until)
            self._restate(seat, until)

    def _watch_wrap_up(self, seat: Seat) -> None:
        if seat.until is not None:
            heappush(self._wrap_ups, (seat.until, seat.agent.id))

    def _settle(self, now: float) -> tuple[Offer, ...]:
        pairs = self._matching.settle()
        for _, seat in pairs:
            self._restate(seat, now)
        return tuple(Offer(call.facts.call, seat.agent.id) for call, seat in pairs)

    def _restate(self, seat: Seat, now: float) -> None:
        """Bring state and indexes in step with what the agent's facts add up to since ``now``."""
        self._changed.add(seat.agent.id)
        before, seat.state = seat.state, seat.state_by_the_facts()
        if seat.state is not before:
            seat.since = now
            if seat.state is AgentState.READY:
                self._matching.agent_ready(seat)
            elif before is AgentState.READY:
                self._matching.agent_busy(seat)
        if seat.call is None and seat.agent.id not in self._roster:
            del self._seats[seat.agent.id]
