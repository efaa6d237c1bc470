"""Reasons: why an agent was offered a call, why a call still waits, why an agent is given none.

They are computed from the board when somebody asks, never while calls are routed, so a board that is
made again from the changes of a day tells the same reasons that held then.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

import msgspec

from routing.agents import AgentStanding, AgentState
from routing.board import Board
from routing.calls import Call
from routing.changes import Offer
from routing.needs import named_in, team_in
from routing.order import place
from routing.seats import Seat
from routing.strategies import strategy_named


class _Cause(msgspec.Struct, frozen=True, tag_field="cause"):
    pass


class Offline(_Cause, frozen=True, tag=True):
    """He is not signed in, or his telephone is not reachable."""

    signed_in: bool
    reachable: bool


class OnPause(_Cause, frozen=True, tag=True):
    """He has a pause."""

    reason: str


class WrapsUp(_Cause, frozen=True, tag=True):
    """He is busy with what his last call left behind, until then (seconds since the epoch)."""

    until: float


class Occupied(_Cause, frozen=True, tag=True):
    """He has a call, which is not the board's if ``call`` is None, or is offered one."""

    state: AgentState
    call: str | None


class Lacks(_Cause, frozen=True, tag=True):
    """He has a skill not at the least ``level``, but at level ``has`` (0: not at all)."""

    skill: str
    level: int
    has: int


class KeptFor(_Cause, frozen=True, tag=True):
    """The call waits for somebody else by name."""

    agent: str


class NotOfTeam(_Cause, frozen=True, tag=True):
    """The call is for a team, and he is not of it."""

    team: str


class MissedIt(_Cause, frozen=True, tag=True):
    """He was rung for this very call in vain, and ranks behind whoever was not."""


Cause = Offline | OnPause | WrapsUp | Occupied | Lacks | KeptFor | NotOfTeam | MissedIt


class Candidate(msgspec.Struct, frozen=True):
    """An agent as a call sees him.

    ``rank`` counts the able ones from 1 in the order of the strategy, whose numbers are ``tier`` and
    ``turn`` (see ``routing.strategies``); whoever is excluded has no rank.
    """

    agent: str
    tier: float
    turn: float
    rank: int | None = None
    excluded: tuple[Cause, ...] = ()


class PassedCall(msgspec.Struct, frozen=True):
    """A call in line, and why the agent is not given it."""

    call: str
    excluded: tuple[Cause, ...]


class CallFacts(msgspec.Struct, frozen=True):
    """What the routing of a call goes by; ``order`` is its number in the order of all (``routing.order``)."""

    call: str
    queue: str
    needs: dict[str, int]
    priority: int
    since: float
    order: float
    strategy: str
    missed_by: tuple[str, ...]
    relaxes_at: float | None


class OfferReasons(msgspec.Struct, frozen=True):
    """Why this agent was offered this call.

    ``candidates`` are all agents, the ranked ones first; ``passed`` are the calls that stood before it
    in the order of all, and what this agent lacked for each.
    """

    offer: Offer
    facts: CallFacts
    candidates: tuple[Candidate, ...]
    passed: tuple[PassedCall, ...]


class WaitReasons(msgspec.Struct, frozen=True):
    """Why a call still waits.

    ``position`` is its place in its queue, counted from 1; ``before`` is how many of all go before it.
    """

    facts: CallFacts
    position: int
    before: int
    candidates: tuple[Candidate, ...]


class AgentReasons(msgspec.Struct, frozen=True):
    """Why an agent is given no call: how he stands, and what he lacks for each call in line."""

    standing: AgentStanding
    excluded: tuple[Cause, ...]
    passed: tuple[PassedCall, ...]


def why_offered(board: Board, offers: Sequence[Offer], offer: Offer) -> OfferReasons:
    """Why one of the ``offers`` was made that the board has just answered.

    Nothing may have been applied since.  The offers of one answer were made one after the other, so
    whoever is offered a later one was still ready.
    """
    later = offers[offers.index(offer) :]
    call, seat = board.floor.calls[offer.call], board.floor.seats[offer.agent]
    in_line = [board.floor.calls[waiting.call] for waiting in board.waiting()]
    in_line += [board.floor.calls[other.call] for other in later]
    first = sorted((other for other in in_line if other.spot < call.spot), key=lambda other: other.spot)
    return OfferReasons(
        offer,
        _facts(call),
        _candidates(board, call, {other.agent for other in later}),
        tuple(PassedCall(other.facts.call, tuple(_lacks(seat, other))) for other in first),
    )


def why_waiting(board: Board, call: str) -> WaitReasons | None:
    """Why the call waits; None if it is not in line."""
    position, known = board.position(call), board.floor.calls.get(call)
    if position is None or known is None:
        return None
    order = [waiting.call for waiting in board.waiting()]
    return WaitReasons(_facts(known), position, order.index(call), _candidates(board, known, ()))


def why_idle(board: Board, agent: str) -> AgentReasons | None:
    """Why the agent is given no call; None if there is no such agent."""
    seat = board.floor.seats.get(agent)
    if seat is None:
        return None
    calls = [board.floor.calls[waiting.call] for waiting in board.waiting()]
    passed = tuple(PassedCall(call.facts.call, tuple(_lacks(seat, call))) for call in calls)
    return AgentReasons(seat.standing(), tuple(_busy(seat)), passed)


def _facts(call: Call) -> CallFacts:
    facts = call.facts
    missed_by = tuple(sorted(call.missed_by))
    return CallFacts(
        facts.call,
        facts.queue,
        dict(call.needs),
        facts.priority,
        facts.since,
        place(facts)[0],
        facts.strategy,
        missed_by,
        call.relaxes_at(),
    )


def _candidates(board: Board, call: Call, free: Iterable[str]) -> tuple[Candidate, ...]:
    """All agents; those of ``free`` count as ready."""
    strategy = strategy_named(call.facts.strategy)
    able: list[Candidate] = []
    others: list[Candidate] = []
    for seat in board.floor.seats.values():
        excluded = [*(() if seat.agent.id in free else _busy(seat)), *_lacks(seat, call)]
        if seat.agent.id in call.missed_by:
            excluded.append(MissedIt())
        tier, turn = strategy.tier(seat.agent.skills, call.needs), strategy.turn(seat)
        found = Candidate(seat.agent.id, tier, turn, excluded=tuple(excluded))
        (others if excluded else able).append(found)
    able.sort(key=lambda found: (found.tier, found.turn, found.agent))
    others.sort(key=lambda found: found.agent)
    ranked = [msgspec.structs.replace(found, rank=rank) for rank, found in enumerate(able, start=1)]
    return (*ranked, *others)


def _busy(seat: Seat) -> Iterator[Cause]:
    """What about the agent himself keeps calls from him."""
    match seat.state:
        case AgentState.READY:
            return
        case AgentState.OFFLINE:
            yield Offline(seat.signed_in, seat.reachable)
        case AgentState.PAUSED:
            yield OnPause(seat.pause or "")
        case AgentState.WRAP_UP:
            yield WrapsUp(seat.until or 0.0)
        case AgentState.RESERVED | AgentState.RINGING | AgentState.TALKING:
            yield Occupied(seat.state, seat.call.facts.call if seat.call else None)
        case _:  # pragma: no cover
            assert_never(seat.state)


def _lacks(seat: Seat, call: Call) -> Iterator[Cause]:
    """What the call needs and the agent has not."""
    for skill, level in call.needs.items():
        has = seat.agent.skills.get(skill, 0)
        if has >= level:
            continue
        if (agent := named_in(skill)) is not None:
            yield KeptFor(agent)
        elif (team := team_in(skill)) is not None:
            yield NotOfTeam(team)
        else:
            yield Lacks(skill, level, has)
