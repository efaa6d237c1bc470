"""Agents: what each can do, the states he can be in, and how he stands at a moment."""

from enum import StrEnum
from typing import Protocol

import msgspec


class AgentState(StrEnum):
    """The states of an agent, all of them."""

    OFFLINE = "offline"
    READY = "ready"
    RESERVED = "reserved"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"


WITH_A_CALL = frozenset({AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING})
"""The states in which an agent has a call."""


class Agent(msgspec.Struct, frozen=True):
    """An agent of the centre document.

    ``skills``: skill → level, 1 (least) to 10; ``hunt``: where he stands in the order of a hunt, the
    lowest first.
    """

    id: str
    skills: dict[str, int]
    hunt: int = 0


class ReadyAgent(Protocol):
    """A ready agent as a strategy sees him.

    ``idle_since`` and ``last_offered`` (when he last answered or missed an offer) are seconds since
    the epoch, ``talked_today`` is seconds of talk since the day began.
    """

    @property
    def agent(self) -> Agent:
        """Who he is."""

    idle_since: float
    last_offered: float
    talked_today: float


class AgentStanding(msgspec.Struct, frozen=True):
    """How an agent stands.  Times are seconds since the epoch.

    ``since`` is when ``state`` began.  ``reason`` is that of his pause, whether it has begun or
    waits for the end of the call and wrap-up in hand.  ``until`` is the end of his wrap-up.  An
    agent is offline when he is not signed in or his telephone is not reachable, except that a call
    he has stays his until it ends.
    """

    agent: str
    state: AgentState
    since: float
    call: str | None = None
    reason: str | None = None
    until: float | None = None
    signed_in: bool = False
    reachable: bool = False
