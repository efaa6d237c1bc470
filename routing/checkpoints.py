"""Checkpoints: everything that a board knows at a moment, from which the same board goes on."""

import msgspec

from routing.agents import Agent, AgentState
from routing.board import Board
from routing.changes import CallQueued
from routing.lines import Call
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
    misses: int


class CallFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One call on the board; ``agent`` is who has it, None while it is in line."""

    facts: CallQueued
    agent: str | None
    missed_by: tuple[str, ...]


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A whole board between two changes.  ``roster``: the agents of the centre, by id."""

    misses_before_pause: int
    roster: dict[str, Agent]
    seats: tuple[SeatFacts, ...]
    calls: tuple[CallFacts, ...]


def checkpoint_of(board: Board) -> Checkpoint:
    """How the board stands; it must not be asked in the midst of a change."""
    return Checkpoint(
        misses_before_pause=board._misses_before_pause,
        roster=dict(board._roster),
        seats=tuple(_seat_facts(seat) for seat in board._seats.values()),
        calls=tuple(_call_facts(call) for call in board._calls.values()),
    )


def board_at(checkpoint: Checkpoint) -> Board:
    """A board that stands as the checkpoint says, and offers from there on what that one would have."""
    board = Board({}, misses_before_pause=checkpoint.misses_before_pause)
    board._roster = dict(checkpoint.roster)
    for told in checkpoint.calls:
        board._calls[told.facts.call] = _call(told)
    for facts in checkpoint.seats:
        seat = _seat(facts, board)
        board._seats[facts.agent.id] = seat
        board._watch_wrap_up(seat)
        if seat.state is AgentState.READY:
            board._matching.agent_ready(seat)
    for call in board._calls.values():
        if call.agent is None:
            board._matching.call_queued(call)
    pairs = board._matching.settle()
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
        misses=seat.misses,
    )


def _seat(told: SeatFacts, board: Board) -> Seat:
    seat = Seat(told.agent, board._matching.profile(told.agent.skills))
    seat.signed_in, seat.reachable, seat.in_use = told.signed_in, told.reachable, told.in_use
    seat.pause, seat.stage, seat.until = told.pause, told.stage, told.until
    seat.state, seat.since, seat.idle_since = told.state, told.since, told.idle_since
    seat.misses = told.misses
    seat.call = board._calls[told.call] if told.call is not None else None
    return seat


def _call_facts(call: Call) -> CallFacts:
    return CallFacts(facts=call.facts, agent=call.agent, missed_by=tuple(sorted(call.missed_by)))


def _call(told: CallFacts) -> Call:
    call = Call(told.facts)
    call.agent, call.missed_by = told.agent, set(told.missed_by)
    return call
