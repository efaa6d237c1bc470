"""Errands: what is done for contacts beside their own tasks, and ends with an event."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()

MOST_AT_ONCE = 500
"""So many errands run at the same time; more wait their turn."""


class Errands:
    """Runs errands; a fault in one ends that one alone."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Coroutine[Any, Any, None]] = asyncio.Queue()
        self._room = asyncio.Semaphore(MOST_AT_ONCE)

    def begin(self, errand: Coroutine[Any, Any, None]) -> None:
        """Begin an errand; it tells by an event what became of it."""
        self._waiting.put_nowait(errand)

    async def run(self) -> None:
        """Run errands until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                errand = await self._waiting.get()
                await self._room.acquire()
                tasks.create_task(self._carry_out(errand))

    async def _carry_out(self, errand: Coroutine[Any, Any, None]) -> None:
        try:
            await errand
        except Exception:
            log.exception("errand_failed", errand=getattr(errand, "__qualname__", ""))
        finally:
            self._room.release()
