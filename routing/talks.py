"""Talks: what becomes of calls, from the line over the offer to the end of the talk."""

from routing.calls import Call
from routing.changes import AgentRings, CallAnswered, CallQueued, CallTaken, OfferMissed, TalkEnded
from routing.floor import OFFERED, Floor
from routing.misses import miss_of
from routing.seats import Seat


def queue(floor: Floor, facts: CallQueued, now: float) -> None:
    """A call comes into line, or something else is said of it."""
    call = floor.calls.get(facts.call)
    if call is None:
        call = floor.calls[facts.call] = Call(facts)
        floor.line_up(call, now)
    elif call.agent is None:
        if facts != call.facts:
            floor.matching.call_left(call)
            call.replace(facts)
            floor.line_up(call, now)
    elif floor.seats[call.agent].stage in OFFERED:
        call.replace(facts)


def lose(floor: Floor, name: str, now: float) -> None:
    """A call is gone from the line, or from the agent to whom it is offered."""
    call = floor.calls.get(name)
    if call is None:
        return
    if call.agent is None:
        floor.matching.call_left(call)
        call.waits = False
        del floor.calls[name]
        return
    seat = floor.seats[call.agent]
    if seat.stage in OFFERED:
        seat.give_back()
        del floor.calls[name]
        floor.restate(seat, now)


def take(floor: Floor, change: CallTaken, now: float) -> None:
    """An agent talks to a call that he took himself."""
    call, seat = floor.calls.get(change.facts.call), floor.seats.get(change.agent)
    holder = floor.seats[call.agent] if call is not None and call.agent is not None else None
    if holder is not None and holder.stage not in OFFERED:
        return
    lose(floor, change.facts.call, now)
    # Who has left the centre leaves the board with the call that he had been offered.
    if seat is None or seat.call is not None or change.agent not in floor.seats:
        return
    taken = floor.calls[change.facts.call] = Call(change.facts)
    taken.agent = change.agent
    seat.take(taken, now)
    floor.restate(seat, now)


def ring(floor: Floor, change: AgentRings, now: float) -> None:
    """The offered call rings."""
    seat = _seat_with(floor, change.agent, change.call)
    if seat is not None and seat.stage in OFFERED:
        seat.ring()
        floor.restate(seat, now)


def answer(floor: Floor, change: CallAnswered, now: float) -> None:
    """The agent picks the offered call up."""
    seat = _seat_with(floor, change.agent, change.call)
    if seat is not None and seat.stage in OFFERED:
        seat.talk(now)
        floor.restate(seat, now)


def miss(floor: Floor, change: OfferMissed, now: float) -> None:
    """The agent does not take the offered call, which goes back to its place in line."""
    seat = _seat_with(floor, change.agent, change.call)
    if seat is not None and seat.stage in OFFERED:
        call = floor.calls[change.call]
        seat.miss(miss_of(change.cause), floor.pause_after, now)
        call.missed(change.agent)
        floor.line_up(call, now)
        floor.restate(seat, now)


def end(floor: Floor, change: TalkEnded, now: float) -> None:
    """The talk is over and the wrap-up begins."""
    seat = _seat_with(floor, change.agent, change.call)
    if seat is not None and seat.stage not in OFFERED:
        seat.end_talk(floor.calls.pop(change.call).facts, now)
        if seat.until is not None:
            floor.agenda.note(seat.until, seat)
        floor.restate(seat, now)


def _seat_with(floor: Floor, agent: str, call: str) -> Seat | None:
    """The agent's seat, if he has the call."""
    seat = floor.seats.get(agent)
    if seat is None or seat.call is None or seat.call.facts.call != call:
        return None
    return seat
