"""Clearing: once a day, and soon after the start, what has been kept for long enough is let go."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog

from ivr.asterisk.instance import Instance
from ivr.asterisk.logs import rotate
from ivr.storage.retention import Keep, Retention

if TYPE_CHECKING:
    from ivr.server.house import House

log = structlog.get_logger()

SECONDS_AFTER_START = 30.0
"""How long after its start a server leaves its disk to the callers."""

SECONDS_BETWEEN_PASSES = 86400.0

Task = Callable[[], Awaitable[None]]


class Clearing:
    """Carries out what is to be done each day; a task that fails is tried again the next day."""

    def __init__(self, *tasks: Task) -> None:
        self._tasks = tasks

    async def run(self) -> None:
        """Make a pass each day until cancelled."""
        await asyncio.sleep(SECONDS_AFTER_START)
        while True:
            for task in self._tasks:
                try:
                    await task()
                except Exception:
                    log.exception("not_cleared", task=getattr(task, "__name__", repr(task)))
            await asyncio.sleep(SECONDS_BETWEEN_PASSES)


def clearing_of(house: "House") -> Clearing:
    """The daily tasks of a house: journals and texts, recordings, and the logs of an Asterisk of our own."""
    keep = house.settings.keep
    kept = Keep(journal=keep.journal, recordings=keep.recordings, recordings_of=keep.recordings_of)
    retention = Retention(house.store, house.recordings, kept, house.clock)

    async def journal_and_texts() -> None:
        house.editions.forget(phase.contact.version for phase in house.contacts.phases().values())
        journaled = await retention.clear_journal()
        await retention.clear_texts(
            journaled, lambda: house.editions.in_use() | house.publishing.wanted_again()
        )

    async def asterisk_logs() -> None:
        if isinstance(house.instance, Instance):
            await rotate(house.instance, keep.logs, keep.queue_log)

    return Clearing(journal_and_texts, retention.clear_board, retention.clear_recordings, asterisk_logs)
