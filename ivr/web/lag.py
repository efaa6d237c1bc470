"""Lag: how late the event loop comes to what is due."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator

from aiohttp import web

SECONDS_BETWEEN_LOOKS = 0.5
_LOOKS_KEPT = 20


class LoopLag:
    """Looks twice a second how late it is called, and remembers the last 10 s."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=_LOOKS_KEPT)

    def worst(self) -> float:
        """The worst of the last looks, in seconds."""
        return round(max(self._lags, default=0.0), 4)

    async def run(self) -> None:
        """Look until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + SECONDS_BETWEEN_LOOKS
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            self._lags.append(max(0.0, loop.time() - due))


LAG = web.AppKey("lag", LoopLag)


async def watch_lag(app: web.Application) -> AsyncIterator[None]:
    """Look at the loop for as long as the application runs."""
    watching = asyncio.create_task(app[LAG].run(), name="loop lag")
    yield
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
