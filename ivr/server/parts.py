"""Parts: what runs beside the calls, and is begun again when a fault ends it."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

SECONDS_BETWEEN_TRIES = 5.0
"""How long to wait before trying again what failed."""

Part = Callable[[], Awaitable[None]]


async def kept_alive(part: Part) -> None:
    """Run a part until it ends by itself; a fault in one is no reason to end the calls."""
    while True:
        try:
            return await part()
        except Exception:
            log.exception("part_failed", part=getattr(part, "__qualname__", repr(part)))
        await asyncio.sleep(SECONDS_BETWEEN_TRIES)
