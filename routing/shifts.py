"""Shifts: what becomes of the agents, one by one and all together."""

from collections.abc import Mapping
from typing import assert_never

from routing.agents import WITH_A_CALL, Agent, AgentStanding, AgentState
from routing.calls import Call
from routing.changes import (
    AgentChange,
    CallQueued,
    Paused,
    PhoneChanged,
    PhoneUsed,
    Ready,
    Restored,
    SignedIn,
    SignedOut,
)
from routing.floor import Floor
from routing.seats import Seat


def change_agent(floor: Floor, change: AgentChange, now: float) -> None:
    """Something is so of one agent from now on."""
    seat = floor.seats.get(change.agent)
    if seat is None:
        return
    match change:
        case SignedIn():
            if change.agent in floor.roster:
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
    floor.restate(seat, now)


def change_phones(floor: Floor, reachable: frozenset[str], now: float) -> None:
    """Of all telephones just these can be rung."""
    for agent, seat in floor.seats.items():
        seat.reachable = agent in reachable
        floor.restate(seat, now)


def begin_day(floor: Floor) -> None:
    """Nobody has talked yet today; the ready ones are ranked anew by that."""
    for seat in floor.seats.values():
        seat.talked_today = 0.0
        if seat.state is AgentState.READY:
            floor.matching.agent_ready(seat)


def change_agents(floor: Floor, agents: Mapping[str, Agent], now: float) -> None:
    """These are the agents of the centre from now on."""
    floor.roster = dict(agents)
    for left_out in [seat for name, seat in floor.seats.items() if name not in agents]:
        left_out.sign_out()
        floor.restate(left_out, now)
    for name, agent in agents.items():
        seat = floor.seats.get(name)
        if seat is None:
            floor.seat(agent)
            floor.changed.add(name)
        elif seat.agent != agent:
            floor.matching.dismiss(seat)
            seat.agent = agent
            floor.matching.introduce(seat)
            if seat.state is AgentState.READY:
                floor.matching.agent_ready(seat)


def restore(floor: Floor, change: Restored, now: float) -> None:
    """All is as it was before a restart."""
    missing = {facts.call: facts for facts in change.calls if facts.call not in floor.calls}
    for standing in change.agents:
        in_use = standing.state is AgentState.TALKING and standing.call is None
        with_a_call = standing.state in WITH_A_CALL and not in_use
        facts = missing.get(standing.call or "") if with_a_call else None
        seat = floor.seats.get(standing.agent)
        if seat is None and facts is not None:
            # He has left the centre, but has a call to finish.
            seat = floor.seat(Agent(standing.agent, {}))
        if seat is None or seat.call is not None or (with_a_call and facts is None):
            continue
        _restore_seat(floor, seat, standing, facts)
        if facts is not None:
            del missing[facts.call]
        floor.restate(seat, now)
        seat.since = standing.since
    for facts in missing.values():
        call = floor.calls[facts.call] = Call(facts)
        floor.line_up(call, now)


def _restore_seat(floor: Floor, seat: Seat, standing: AgentStanding, facts: CallQueued | None) -> None:
    call = None
    if facts is not None:
        call = floor.calls[facts.call] = Call(facts)
        call.agent = standing.agent
    seat.restore(standing, call)
    if standing.agent not in floor.roster:
        seat.sign_out()
    if seat.until is not None:
        floor.agenda.note(seat.until, seat)
