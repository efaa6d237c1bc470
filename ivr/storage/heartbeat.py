"""Heartbeats in Redis: who serves, who guards, since when, and whether the calls are driven."""

import asyncio
import contextlib
from collections.abc import Callable

import msgspec
import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from ivr.storage.cancelling import end_if_cancelled
from ivr.storage.floor_script import GUARDIAN, HEARTBEAT_SECONDS, key_of

log = structlog.get_logger(__name__)

BEAT_SECONDS = 1.0
_PATIENCE_SECONDS = 0.5


class ServerPulse(msgspec.Struct, frozen=True, kw_only=True):
    """The sign of a server's life at ``at``: the process ``pid`` on ``host``, which serves since ``since``.

    ``driving``: it holds a line to Asterisk and drives the calls.  Times are seconds since the epoch.
    """

    at: float
    host: str
    pid: int
    since: float
    driving: bool


class GuardianPulse(msgspec.Struct, frozen=True, kw_only=True):
    """The sign of a guardian's life: as a server's, with the process of the ``server`` that it watches.

    ``server`` is ``None`` between two of them; ``driving``: that server drives the calls.
    """

    at: float
    host: str
    pid: int
    since: float
    server: int | None
    driving: bool


class GuardianHeartbeat:
    """Writes the guardian's heartbeat every second; nothing that befalls Redis touches the guardian."""

    def __init__(self, url: str, centre: str, pulse: Callable[[], GuardianPulse]) -> None:
        """``url`` like ``redis://127.0.0.1:6379/0``; ``centre`` is in the name of the key."""
        self._key = key_of(centre, GUARDIAN)
        self._pulse = pulse
        self._redis = Redis.from_url(
            url,
            socket_timeout=_PATIENCE_SECONDS,
            socket_connect_timeout=_PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )

    async def run(self) -> None:
        """Beat until cancelled; then take the key away."""
        complained = False
        try:
            while True:
                end_if_cancelled()
                try:
                    await self._beat()
                    complained = False
                except Exception as error:  # whatever it is: the guardian has more important things to do
                    if not complained:
                        log.warning("guardian_beat_not_written", reason=str(error) or type(error).__name__)
                    complained = True
                    await self._redis.connection_pool.disconnect()
                await asyncio.sleep(BEAT_SECONDS)
        finally:
            await self._close()

    async def _beat(self) -> None:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self._redis.set(self._key, msgspec.json.encode(self._pulse()), ex=HEARTBEAT_SECONDS)

    async def _close(self) -> None:
        with contextlib.suppress(RedisError, OSError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._redis.delete(self._key)
        await self._redis.aclose()
