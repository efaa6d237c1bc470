"""Checkpoints: everything that a board knows at a moment, from which the same board goes on."""

import msgspec

from routing.agents import Agent, AgentState
from routing.board import Board
from routing.calls import Call
from routing.changes import CallQueued
from routing.floor import Floor
from routing.misses import Miss, PauseAfter
from routing.seats import Seat


class SeatFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's seat, fact by fact (see ``routing.seats``); ``call`` is the id of the call that he has."""

    agent: Agent
    signed_in: bool
    reachable: bool
    in_use: bool
    pause: str | None
    call: str | None
    stage: AgentState
    until: float | None
    state: AgentState
    since: float
    idle_since: float
    last_offered: float
    talked_today: float
    hard_talks: int
    misses: dict[Miss, int]


class CallFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One call on the board; ``agent`` is who has it, None while it is in line.

    ``relaxed`` is how many of its relaxations it has reached.
    """

    facts: CallQueued
    agent: str | None
    missed_by: tuple[str, ...]
    relaxed: int


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A whole board between two changes.  ``roster``: the agents of the centre, by id."""

    pause_after: PauseAfter
    roster: dict[str, Agent]
    seats: tuple[SeatFacts, ...]
    calls: tuple[CallFacts, ...]


def checkpoint_of(board: Board) -> Checkpoint:
    """How the board stands; it must not be asked in the midst of a change."""
    floor = board.floor
    return Checkpoint(
        pause_after=floor.pause_after,
        roster=dict(floor.roster),
        seats=tuple(_seat_facts(seat) for seat in floor.seats.values()),
        calls=tuple(_call_facts(call) for call in floor.calls.values()),
    )


def board_at(checkpoint: Checkpoint) -> Board:
    """A board that stands as the checkpoint says, and offers from there on what that one would have."""
    board = Board({}, pause_after=checkpoint.pause_after)
    floor = board.floor
    floor.roster = dict(checkpoint.roster)
    for told in checkpoint.calls:
        floor.calls[told.facts.call] = _call(told)
    for facts in checkpoint.seats:
        _take_seat(facts, floor)
    for call in floor.calls.values():
        if call.agent is None:
            floor.wait(call)
    pairs = floor.matching.settle()
    assert not pairs, "nobody ready fits a call in line on a board that has settled"
    return board


def _seat_facts(seat: Seat) -> SeatFacts:
    return SeatFacts(
        agent=seat.agent,
        signed_in=seat.signed_in,
        reachable=seat.reachable,
        in_use=seat.in_use,
        pause=seat.pause,
        call=seat.call.facts.call if seat.call is not None else None,
        stage=seat.stage,
        until=seat.until,
        state=seat.state,
        since=seat.since,
        idle_since=seat.idle_since,
        last_offered=seat.last_offered,
        talked_today=seat.talked_today,
        hard_talks=seat.hard_talks,
        misses=dict(seat.misses),
    )


def _take_seat(told: SeatFacts, floor: Floor) -> None:
    seat = floor.seat(told.agent)
    seat.signed_in, seat.reachable, seat.in_use = told.signed_in, told.reachable, told.in_use
    seat.pause, seat.stage, seat.until = told.pause, told.stage, told.until
    seat.state, seat.since, seat.idle_since = told.state, told.since, told.idle_since
    seat.last_offered, seat.talked_today = told.last_offered, told.talked_today
    seat.hard_talks, seat.misses = told.hard_talks, dict(told.misses)
    seat.call = floor.calls[told.call] if told.call is not None else None
    if seat.until is not None:
        floor.agenda.note(seat.until, seat)
    if seat.state is AgentState.READY:
        floor.matching.agent_ready(seat)


def _call_facts(call: Call) -> CallFacts:
    missed_by = tuple(sorted(call.missed_by))
    return CallFacts(facts=call.facts, agent=call.agent, missed_by=missed_by, relaxed=call.relaxed)


def _call(told: CallFacts) -> Call:
    call = Call(told.facts)
    call.agent, call.missed_by = told.agent, set(told.missed_by)
    call.relax_to(told.relaxed)
    return call
