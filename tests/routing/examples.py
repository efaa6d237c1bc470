"""Agents, calls and boards that the tests of the board share."""

from routing import (
    Agent,
    AgentRings,
    AgentState,
    Board,
    CallAnswered,
    CallQueued,
    PauseAfter,
    PhoneChanged,
    SignedIn,
)
from routing.seats import Seat

WANG = Agent("wang", {"repair": 5, "zh": 9})
LI = Agent("li", {"repair": 8})
ZHAO = Agent("zhao", {"billing": 3})
REPAIR = CallQueued("c1", "repair", {"repair": 1}, since=100.0, wrap_up_seconds=5.0)


def board(*ready: Agent, misses_before_pause: int = 3) -> Board:
    """A board whose agents became ready in this order, at 1, 2, 3 … seconds."""
    most = misses_before_pause
    made = Board({agent.id: agent for agent in ready}, pause_after=PauseAfter(most, most, most))
    for moment, agent in enumerate(ready, start=1):
        made.apply(PhoneChanged(agent.id, True), float(moment))
        made.apply(SignedIn(agent.id), float(moment))
    return made


def state(of: Board, agent: Agent = WANG) -> AgentState:
    standing = of.agent(agent.id)
    assert standing is not None
    return standing.state


def call(name: str, *, since: float = 100.0, priority: int = 0, queue: str = "repair") -> CallQueued:
    return CallQueued(name, queue, {"repair": 1}, priority, since, "longest_idle", 5.0)


def talking(to: str = "c1") -> Board:
    made = board(WANG)
    made.apply(call(to), 100.0)
    made.apply(AgentRings("wang", to), 101.0)
    made.apply(CallAnswered("wang", to), 102.0)
    return made


def line(of: Board, queue: str | None = None) -> list[str]:
    return [waiting.call for waiting in of.waiting(queue)]


def seat(*, idle_since: float = 0.0, last_offered: float = 0.0, talked: float = 0.0) -> Seat:
    """Somebody ready who stands so."""
    made = Seat(Agent("a", {}))
    made.idle_since, made.last_offered, made.talked_today = idle_since, last_offered, talked
    return made
