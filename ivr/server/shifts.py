"""Shifts: agents sign in and out, pause and go on, by feature code or over the API."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec
import structlog
from msgspec.structs import replace

import routing
from ivr.server.queueing import Queueing
from ivr.storage.errors import StorageError
from ivr.storage.values import Shift
from ivr.telephony.ids import AgentId

log = structlog.get_logger()

SECONDS_BETWEEN_TRIES = 1.0
"""How long a shift that could not be stored waits until it is tried again."""


class Told(msgspec.Struct, frozen=True):
    """What an agent is told: a sentence's name, the reason of his pause, how many callers wait for him."""

    sentence: str
    reason: str = ""
    waiting: int = 0


class ShiftKeeper(Protocol):
    """Stores shifts."""

    async def save_shift(self, shift: Shift) -> None:
        """Store an agent's shift in place of the one there was."""


class Shifts:
    """Changes agents' standings and keeps log-ins, pauses and wrap-ups over a restart."""

    def __init__(self, queueing: Queueing, keeper: ShiftKeeper) -> None:
        self._queueing = queueing
        self._keeper = keeper
        self._changed: dict[str, None] = {}
        self._news = asyncio.Event()
        self._began: dict[str, float] = {}
        self._kept: dict[str, tuple[bool, str, float | None]] = {}

    def change(self, agent: str, code: str, reason: str = "") -> Told:
        """Carry a feature code out; answers what the agent is told.

        ``code`` is one of sign_in, sign_out, ready, pause, state; an agent or code unknown changes
        nothing and is told so.
        """
        change = _CHANGES.get(code)
        if self._queueing.board.agent(agent) is None or (change is None and code != "state"):
            return Told("unknown_code")
        if change is not None:
            self._queueing.apply(change(agent, reason))
            self.remember(agent)
        standing = self._queueing.board.agent(agent)
        if standing is None:
            return Told("signed_out")
        return Told(_told(code, standing), standing.reason or "", self._queueing.board.waiting_for(agent))

    def recall(self, shifts: Iterable[Shift]) -> None:
        """The shifts of an earlier life: when those began that go on."""
        self._began |= {shift.agent: begin_of(shift) for shift in shifts if shift.signed_in}

    def remember(self, agent: str) -> None:
        """Store how the agent stands, soon."""
        standing = self._queueing.board.agent(agent)
        if standing is None or not standing.signed_in:
            self._began.pop(agent, None)
        else:
            self._began.setdefault(agent, standing.since)
        self._changed[agent] = None
        self._news.set()

    async def run(self) -> None:
        """Store what changes, until cancelled."""
        while True:
            agent = await self._next()
            standing = self._queueing.board.agent(agent)
            if standing is None:
                continue
            shift = replace(shift_of(standing), signed_in_at=self._began.get(agent))
            kept = (shift.signed_in, shift.paused, shift.wrap_up_until)
            if self._kept.get(agent) == kept:
                continue
            try:
                await self._keeper.save_shift(shift)
                self._kept[agent] = kept
            except StorageError as error:
                log.error("shift_not_stored", agent=agent, reason=str(error))
                self.remember(agent)
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    async def _next(self) -> str:
        """Whoever changed first of those that are not stored yet; each is in line once."""
        while not self._changed:
            self._news.clear()
            await self._news.wait()
        agent = next(iter(self._changed))
        del self._changed[agent]
        return agent


def shift_of(standing: routing.AgentStanding) -> Shift:
    """What is kept of an agent's standing over a restart."""
    return Shift(
        agent=AgentId(standing.agent),
        signed_in=standing.signed_in,
        paused=standing.reason or "",
        wrap_up_until=standing.until if standing.state is routing.AgentState.WRAP_UP else None,
        since=standing.since,
    )


def begin_of(shift: Shift) -> float:
    """When the agent signed in; if that is not known, the earliest that is known of his shift."""
    return shift.since if shift.signed_in_at is None else shift.signed_in_at


def standing_of(shift: Shift) -> routing.AgentStanding:
    """How the agent of a stored shift stands, before anything is known of his telephone."""
    state = routing.AgentState.READY
    if not shift.signed_in:
        state = routing.AgentState.OFFLINE
    elif shift.wrap_up_until is not None:
        state = routing.AgentState.WRAP_UP
    elif shift.paused:
        state = routing.AgentState.PAUSED
    return routing.AgentStanding(
        agent=shift.agent,
        state=state,
        since=shift.since,
        reason=shift.paused or None,
        until=shift.wrap_up_until,
        signed_in=shift.signed_in,
    )


_CHANGES: dict[str, Callable[[str, str], routing.Change]] = {
    "sign_in": lambda agent, reason: routing.SignedIn(agent),
    "sign_out": lambda agent, reason: routing.SignedOut(agent),
    "ready": lambda agent, reason: routing.Ready(agent),
    "pause": lambda agent, reason: routing.Paused(agent, reason or "pause"),
}


def _told(code: str, standing: routing.AgentStanding) -> str:
    match code:
        case "sign_in":
            return "signed_in"
        case "sign_out":
            return "signed_out"
        case "ready" | "pause" if not standing.signed_in:
            return "not_signed_in"
        case "pause":
            return "paused"
        case _ if standing.state in (routing.AgentState.RESERVED, routing.AgentState.RINGING):
            return routing.AgentState.READY
        case _ if standing.state is routing.AgentState.TALKING and standing.call is None:
            # What his telephone is in use for is this very call.
            return routing.AgentState.READY
        case _:
            return standing.state
