"""Obeying: what the server does when a signal asks something of it."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from ivr.server.locking import MAKE_ROOM

log = structlog.get_logger()

_END = (signal.SIGTERM, signal.SIGINT)


class Obedient(Protocol):
    """A house that can be run, read its dialplans anew, and be closed."""

    async def run(self, beat: int | None) -> None:
        """Live until cancelled."""

    async def reload(self) -> None:
        """Read again what administrators wrote."""

    async def drain(self) -> None:
        """Take nobody in any more, and return when nobody is inside."""


async def run_until_asked(house: Obedient, beat: int | None, drain_seconds: float) -> None:
    """Run the house until it is asked to end (SIGTERM, SIGINT); SIGHUP has it read its dialplans anew.

    MAKE_ROOM ends it at once, for another server goes on with its calls.

    Asked to end, it takes nobody in and goes on for ``drain_seconds`` at most, so that talks may end; asked
    again, it ends at once.  Raises what ``house.run`` raises, in an ExceptionGroup.
    """
    asked: asyncio.Queue[signal.Signals] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for number in (*_END, signal.SIGHUP, MAKE_ROOM):
        loop.add_signal_handler(number, asked.put_nowait, number)
    async with asyncio.TaskGroup() as tasks:
        living = tasks.create_task(house.run(beat))
        obeying = tasks.create_task(_obey(house, asked, drain_seconds))
        await asyncio.wait({living, obeying}, return_when=asyncio.FIRST_COMPLETED)
        living.cancel()
        obeying.cancel()
    log.info("server_ends")


async def _obey(house: Obedient, asked: "asyncio.Queue[signal.Signals]", drain_seconds: float) -> None:
    """Return when the house is to end."""
    while (word := await asked.get()) is signal.SIGHUP:
        await house.reload()
    if word is MAKE_ROOM:
        return
    log.info("server_drains", seconds=drain_seconds)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(drain_seconds):
            await _first_of(house.drain, lambda: _again(asked))


async def _again(asked: "asyncio.Queue[signal.Signals]") -> None:
    while await asked.get() is signal.SIGHUP:
        log.info("no_reload_while_draining")


async def _first_of(*actions: Callable[[], Awaitable[None]]) -> None:
    tasks = {asyncio.ensure_future(action()) for action in actions}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
