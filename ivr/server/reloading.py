"""Reloading: a change in the dialplan folder goes live by itself, and a mistake in it does not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from watchfiles import awatch

from ivr.dialplan.reading.problems import Problem
from ivr.server.editions import DialplanError, Editions

log = structlog.get_logger()

SECONDS_BETWEEN_LOOKS = 1.0
"""How often we look whether the folder is still the one that is watched."""


class Reloading:
    """Reads the dialplans again when their folder changes or when told to."""

    def __init__(self, folder: Path, editions: Editions, after: Callable[[], Awaitable[None]]) -> None:
        """``after`` is awaited when another edition is live, to bring the rest of the house in line."""
        self._folder = folder
        self._editions = editions
        self._after = after
        self._one_at_a_time = asyncio.Semaphore(1)

    async def run(self) -> None:
        """Watch the folder until cancelled, and whichever takes its place."""
        watched = _identity(self._folder)
        while True:
            if watched is not None:
                await self._watch(watched)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            before, watched = watched, _identity(self._folder)
            if watched is None and before is not None:
                log.error("dialplans_away", folder=str(self._folder), remedy="put the folder back")
            elif watched != before:
                log.info("dialplans_replaced", folder=str(self._folder))
                await self._reload()

    async def _watch(self, watched: int) -> None:
        """Reload at each change, as long as this very folder is there."""
        changes = awatch(
            self._folder,
            recursive=False,
            step=200,
            debounce=500,
            rust_timeout=round(SECONDS_BETWEEN_LOOKS * 1000),
            yield_on_timeout=True,
        )
        try:
            async for changed in changes:
                if _identity(self._folder) != watched:
                    return
                if changed:
                    await self._reload()
        except OSError as error:
            log.error("dialplans_not_watched", folder=str(self._folder), reason=str(error))

    async def _reload(self) -> None:
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


def _identity(folder: Path) -> int | None:
    """What tells a folder from another of its name; None when there is none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return None
