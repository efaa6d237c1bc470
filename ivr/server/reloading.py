"""Reloading: a change in the dialplan folder goes live by itself, and a mistake in it does not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from watchfiles import awatch

from ivr.dialplan.problems import Problem
from ivr.server.editions import DialplanError, Editions

log = structlog.get_logger()


class Reloading:
    """Reads the dialplans again when their folder changes or when told to."""

    def __init__(self, folder: Path, editions: Editions, after: Callable[[], Awaitable[None]]) -> None:
        """``after`` is awaited when another edition is live, to bring the rest of the house in line."""
        self._folder = folder
        self._editions = editions
        self._after = after
        self._one_at_a_time = asyncio.Semaphore(1)

    async def run(self) -> None:
        """Watch the folder until cancelled."""
        async for _ in awatch(self._folder, recursive=False, step=200, debounce=500):
            try:
                await self.reload()
            except OSError as error:
                log.error("dialplans_unreadable", folder=str(self._folder), reason=str(error))

    async def reload(self) -> tuple[Problem, ...]:
        """Read the folder; what is wrong is logged and answered, and the present edition stays live.

        Raises OSError when the folder cannot be read.
        """
        async with self._one_at_a_time:
            try:
                changed = await self._editions.load()
            except DialplanError as error:
                for problem in error.problems:
                    log.error("dialplan_refused", problem=problem.in_language("en"))
                return error.problems
            if changed:
                await self._after()
            else:
                log.info("dialplans_unchanged")
            return ()
