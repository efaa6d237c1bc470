"""The floor in Redis, for those outside this process; docs/floor-in-redis.md is the reader's side.

Redis is a window and never the truth: the picture is kept here, and whenever what Redis has is in
doubt (it was away, stood still, was emptied, or was too slow) the whole picture is written again.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable

import msgspec
import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from ivr.storage.cancelling import end_if_cancelled
from ivr.storage.floor import (
    AgentGone,
    CallGone,
    ContactGone,
    FloorAgent,
    FloorCall,
    FloorChange,
    FloorContact,
    Picture,
)
from ivr.storage.floor_script import CHANGE, CLOSE, REWRITE, keys_of
from ivr.storage.heartbeat import ServerPulse

log = structlog.get_logger(__name__)

_HOT_SECONDS = 0.1
_REWRITE_SECONDS = 2.0
_BEAT_SECONDS = 1.0
_PAUSE_SECONDS = 0.5
_MOST_WAITING = 10_000
_BATCH = 500

Cell = tuple[int, str, bytes]
"""Which hash (1 agents, 2 waiting, 3 contacts), which field, and its JSON; empty: take it away."""


class RedisFloor(Picture):
    """Publishes the floor to Redis from a task of its own; nobody waits for Redis."""

    def __init__(self, url: str, centre: str, pulse: Callable[[], ServerPulse]) -> None:
        """``url`` like ``redis://127.0.0.1:6379/0``; ``centre`` is in the names of the keys.

        ``pulse`` is asked for the heartbeat that goes with each write.
        """
        super().__init__()
        self._pulse = pulse
        self._keys = keys_of(centre)
        self._redis = Redis.from_url(
            url,
            socket_timeout=_REWRITE_SECONDS,
            socket_connect_timeout=_HOT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._changes: deque[FloorChange] = deque()
        self._changed = asyncio.Event()
        self._generation = 0
        self._queueing = False
        self._complained = False
        self.in_step = False
        """Whether Redis has the floor as it is, but for what is on its way."""

    def publish(self, change: FloorChange) -> None:
        """Show a change to whoever watches.  Returns at once, and never raises."""
        self.apply(change)
        if not self._queueing:
            return  # the whole picture will be written
        if len(self._changes) >= _MOST_WAITING:
            self._fall_out("more changes wait than Redis takes")
            return
        self._changes.append(change)
        self._changed.set()

    async def run(self) -> None:
        """Write until cancelled; then take the floor away."""
        try:
            while True:
                end_if_cancelled()
                try:
                    await (self._write_changes() if self.in_step else self._rewrite())
                except (RedisError, OSError) as error:
                    await self._lose_connection(error)
                    await asyncio.sleep(_PAUSE_SECONDS)
        finally:
            await self._close()

    async def _write_changes(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_BEAT_SECONDS):
                await self._changed.wait()
        self._changed.clear()
        while True:
            batch = [self._changes.popleft() for _ in range(min(_BATCH, len(self._changes)))]
            # What still waits is in the picture already, and not in Redis.
            lengths = "" if self._changes else self._lengths()
            if not await self._call(CHANGE, lengths, (_cell(change) for change in batch), _HOT_SECONDS):
                self._fall_out("Redis lost some of the floor, or somebody else writes it for this centre")
                await asyncio.sleep(_PAUSE_SECONDS)
                return
            if not self._changes:
                return

    async def _rewrite(self) -> None:
        self._changes.clear()  # the picture has them
        whole: list[FloorChange] = [*self.agents.values(), *self.waiting.values(), *self.contacts.values()]
        self._generation += 1
        self._queueing = True  # from here on changes go behind the picture
        newer = await self._call(REWRITE, "", (_cell(value) for value in whole), _REWRITE_SECONDS)
        if newer:
            self._generation, self._queueing = newer, False
            return
        self.in_step, self._complained = True, False
        log.info("floor.written", agents=len(self.agents), contacts=len(self.contacts))

    def _lengths(self) -> str:
        return f"{len(self.agents)} {len(self.waiting)} {len(self.contacts)}"

    async def _call(self, script: str, lengths: str, cells: Iterable[Cell], seconds: float) -> int:
        beat = msgspec.json.encode(self._pulse())
        arguments: list[str | bytes] = [str(self._generation), beat, lengths]
        for number, field, value in cells:
            arguments += [str(number), field, value]
        async with asyncio.timeout(seconds):
            answer = await self._redis.eval(script, len(self._keys), *self._keys, *arguments)
        return int(answer)

    async def _lose_connection(self, error: Exception) -> None:
        self._fall_out(str(error) or type(error).__name__)
        await self._redis.connection_pool.disconnect()

    def _fall_out(self, reason: str) -> None:
        if not self._complained:
            log.warning("floor.out_of_step", reason=reason, remedy="none is needed if Redis comes back")
        self._complained = True
        self.in_step = self._queueing = False

    async def _close(self) -> None:
        with contextlib.suppress(RedisError, OSError):
            await self._call(CLOSE, "", (), _HOT_SECONDS)
        await self._redis.aclose()


def _cell(change: FloorChange) -> Cell:
    match change:
        case FloorAgent(agent=key):
            return 1, key, msgspec.json.encode(change)
        case FloorCall(contact=key):
            return 2, key, msgspec.json.encode(change)
        case FloorContact(contact=key):
            return 3, key, msgspec.json.encode(change)
        case AgentGone(agent=key):
            return 1, key, b""
        case CallGone(contact=key):
            return 2, key, b""
        case ContactGone(contact=key):
            return 3, key, b""
