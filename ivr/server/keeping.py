"""Keeping: each step is stored before it is acted upon, but nobody waits long for a locked database."""

import asyncio
from typing import Protocol

import structlog

from ivr.dialplan.edition import Edition
from ivr.server.journal import Entry, saved_of
from ivr.storage.values import Answer, Saved

log = structlog.get_logger()

SECONDS_TO_STORE = 0.8
"""So long a step waits to be stored; then its caller is served, and it is stored when that can be done."""

SECONDS_WHEN_BEHIND = 0.05
"""So long the steps wait that come while others have waited in vain."""


class Saving(Protocol):
    """Stores steps, one after the other in the order in which they came."""

    async def save(self, saved: Saved) -> None:
        """Store one step; when this returns it survives the death of the server."""

    async def save_answers(self, answers: tuple[Answer, ...]) -> None:
        """Store answers once."""


class Holding(Protocol):
    """Holds answers on the disk until they are stored.  Blocks, and raises OSError."""

    def put(self, answers: tuple[Answer, ...]) -> None:
        """Add answers."""

    def read(self) -> tuple[Answer, ...]:
        """All answers in it."""

    def clear(self) -> None:
        """Empty it."""


class StoredJournal:
    """Keeps each step of each contact in the store.

    What the store cannot take in time goes on waiting there in its order, and the contact goes on
    unsaved: were we killed meanwhile, it would be found where it was when it was stored last.  Survey
    answers are put where they survive that.
    """

    def __init__(self, store: Saving, outbox: Holding) -> None:
        self._store = store
        self._outbox = outbox
        self._late: set[asyncio.Task[None]] = set()
        self._lost = False

    @property
    def behind(self) -> bool:
        """Whether steps wait to be stored; then nobody new should be taken in."""
        return bool(self._late)

    async def recover(self) -> None:
        """Store the answers that an earlier life of ours could not."""
        answers = await asyncio.to_thread(self._outbox.read)
        if answers:
            await self._store.save_answers(answers)
            await asyncio.to_thread(self._outbox.clear)
            log.info("answers_recovered", answers=len(answers))

    async def keep(self, entry: Entry, edition: Edition) -> None:
        """Store the step: journal entry, phase or record, answers and ledger rows.

        Returns when it is stored, or when that takes too long.  Raises a StorageError of the store's.
        """
        saved = saved_of(entry, edition)
        saving = asyncio.create_task(self._store.save(saved))
        try:
            await asyncio.wait({saving}, timeout=SECONDS_WHEN_BEHIND if self.behind else SECONDS_TO_STORE)
        except asyncio.CancelledError:
            saving.cancel()
            raise
        if saving.done():
            saving.result()
            return
        log.error("step_stored_later", remedy="see what locks or slows the database", waiting=len(self._late))
        self._late.add(saving)
        saving.add_done_callback(self._stored)
        await self._hold(saved.answers)

    async def _hold(self, answers: tuple[Answer, ...]) -> None:
        if not answers:
            return
        try:
            await asyncio.to_thread(self._outbox.put, answers)
        except OSError as error:
            log.error("answers_not_held", reason=str(error))

    def _stored(self, saving: "asyncio.Task[None]") -> None:
        self._late.discard(saving)
        if saving.cancelled():
            return
        if (error := saving.exception()) is not None:
            log.error("step_lost", reason=str(error))
            self._lost = True
        elif not self._late:
            log.info("storage_caught_up")
            self._empty_outbox()

    def _empty_outbox(self) -> None:
        # What was lost is taken from it when the next server begins.
        if not self._lost:
            try:
                self._outbox.clear()
            except OSError as error:
                log.error("outbox_not_cleared", reason=str(error))
