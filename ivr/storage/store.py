"""The store: everything that is kept, behind one object."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import structlog
from sqlalchemy import Row, Select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.publishing.book import Decision
from ivr.publishing.judging import Tally
from ivr.storage import reading, tables, versions, writing
from ivr.storage.backends import backend_for
from ivr.storage.errors import AlreadyThereError, StorageFailedError, TwoWritersError
from ivr.storage.values import (
    Answer,
    AnswerFilter,
    Audit,
    AuditFilter,
    BoardChange,
    BoardChapter,
    BoardSpan,
    ContactFilter,
    ContactRecord,
    Journaled,
    JournalEntry,
    LiveContact,
    Mark,
    MissedRow,
    Recording,
    RecordingState,
    Saved,
    Shift,
    Stretch,
    TalkRow,
    WaitRow,
)
from ivr.storage.writer import Writer
from ivr.storage.writing import Batch
from ivr.telephony.ids import ContactId

log = structlog.get_logger()


class Store:
    """Keeps contacts, journal, answers, ledger, shifts and dialplan texts.

    Whatever stores returns once it is committed: it survives ``kill -9``, and where answers, ledger
    rows or texts are in it, a power cut too.  Every method may raise a ``StorageError``.
    """

    def __init__(self, writer: Writer, engine: AsyncEngine, place: str) -> None:
        self._writer = writer
        self._engine = engine
        self._place = place

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, code_version: str) -> AsyncIterator[Self]:
        """The store at a URL, made or brought up to this version first, and closed at the end.

        ``url`` is ``sqlite:////var/lib/switchroom/centre.db`` or another backend's.  Raises
        ``UnknownBackendError``, ``BadUrlError``, ``NewerDatabaseError``, ``StorageLockedError`` and
        ``StorageFailedError``.
        """
        backend = backend_for(url)
        await asyncio.to_thread(backend.migrate, url, code_version)
        writer = Writer(lambda: backend.connect(url))
        await writer.start()
        engine = backend.reader(url)
        log.info("storage_opened", place=backend.place(url), code_version=code_version)
        try:
            yield cls(writer, engine, backend.place(url))
        finally:
            await writer.close()
            await engine.dispose()

    @property
    def waiting(self) -> int:
        """How many saves wait for the writer: near 0 unless the disk is slow or locked."""
        return self._writer.waiting

    async def write(self, batch: Batch) -> None:
        """Store rows that change together or not at all."""
        await self._writer.write(batch)

    async def rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        """What a query finds."""
        try:
            async with self._engine.connect() as connection:
                return (await connection.execute(query)).all()
        except SQLAlchemyError as error:
            raise StorageFailedError(self._place, str(error.__cause__ or error)) from error

    async def save(self, saved: Saved) -> None:
        """Store what one event made of a contact.

        Raises ``TwoWritersError`` when the journal has an event of this contact and number already.
        """
        try:
            await self._writer.write(writing.of_saved(saved))
        except AlreadyThereError as error:
            raise TwoWritersError(saved.contact, saved.seq) from error

    async def save_imported(self, records: Sequence[ContactRecord], stretches: Sequence[Stretch]) -> None:
        """Store contacts that lived elsewhere; storing them again changes nothing."""
        await self._writer.write(writing.of_imported(records, stretches))

    async def save_answers(self, answers: Sequence[Answer]) -> None:
        """Store survey answers; those that are stored already change nothing."""
        await self._writer.write(writing.of_answers(answers))

    async def live(self) -> tuple[LiveContact, ...]:
        """The contacts that have not ended, the longest quiet first."""
        rows = await self.rows(reading.live_contacts())
        return tuple(reading.as_value(row, LiveContact) for row in rows)

    async def journal(self, contact: ContactId) -> tuple[JournalEntry, ...]:
        """A contact's events in their order."""
        rows = await self.rows(reading.journal(contact))
        return tuple(reading.as_value(row, JournalEntry) for row in rows)

    async def keep_texts(self, version: str, files: Mapping[str, bytes]) -> None:
        """Keep a dialplan version's texts (name → content); keeping them again changes nothing."""
        if not files:
            raise ValueError(f"dialplan version {version} has no texts to keep")
        await self._writer.write(writing.of_texts(version, files))

    async def texts(self, version: str) -> Mapping[str, bytes] | None:
        """A dialplan version's texts, or ``None`` when it was never kept."""
        rows = await self.rows(reading.texts(version))
        return {row.name: row.content for row in rows} or None

    async def journaled(self, after: str, limit: int) -> tuple[Journaled, ...]:
        """The contacts of the journal by their ids, at most ``limit`` after ``after`` ("" for the first)."""
        rows = await self.rows(reading.journaled(after, limit))
        return tuple(reading.as_value(row, Journaled) for row in rows)

    async def forget(self, contacts: Iterable[str]) -> None:
        """Let the journals of these contacts go; their records, answers and recordings stay."""
        await self._writer.write(writing.of_forgotten(contacts))

    async def versions(self) -> frozenset[str]:
        """The dialplan versions whose texts are kept."""
        return frozenset(row.version for row in await self.rows(reading.versions()))

    async def lose_texts(self, version: str) -> None:
        """Let a dialplan version's texts go."""
        await self._writer.write(writing.of_lost_texts(version))

    async def decide(self, decisions: Iterable[Decision]) -> None:
        """Add decisions about versions, all or none.

        Raises ``AlreadyThereError`` when somebody else has decided meanwhile: read them, and decide anew.
        """
        await self._writer.write(versions.of_decisions(decisions))

    async def decisions(self, after: int = 0) -> tuple[Decision, ...]:
        """The decisions about versions after that number, in their order."""
        return tuple(versions.as_decision(row) for row in await self.rows(versions.decisions(after)))

    async def save_tally(self, trial: int, version: str, tally: Tally) -> None:
        """Store how a version's callers have fared since the decision ``trial``."""
        await self._writer.write(versions.of_tally(trial, version, tally))

    async def tallies(self, trial: int) -> Mapping[str, Tally]:
        """How the callers of each version have fared since the decision ``trial``."""
        rows = await self.rows(versions.tallies(trial))
        return {row.version: versions.as_tally(row) for row in rows}

    async def save_shift(self, shift: Shift) -> None:
        """Store an agent's shift in place of the one there was."""
        await self._writer.write(writing.of_shift(shift))

    async def shifts(self) -> tuple[Shift, ...]:
        """The shifts of all agents that ever signed in, by agent."""
        return tuple(reading.as_value(row, Shift) for row in await self.rows(reading.shifts()))

    def begin_board_chapter(self, chapter: BoardChapter) -> asyncio.Future[None]:
        """Hand in a chapter's begin: it is stored before whatever is saved later.  The future tells when."""
        return self._writer.hand_in(writing.of_board_chapter(chapter))

    def note_board_change(self, change: BoardChange) -> asyncio.Future[None]:
        """Hand in a change of the board: it is stored before whatever is saved later."""
        return self._writer.hand_in(writing.of_board_change(change))

    async def board_spans(self) -> tuple[BoardSpan, ...]:
        """The chapters of the board's history, the earliest first."""
        return tuple(reading.as_value(row, BoardSpan) for row in await self.rows(reading.board_chapters()))

    async def board_chapter(self, chapter: int) -> tuple[BoardChapter, tuple[BoardChange, ...]] | None:
        """A chapter's begin and its changes in their order; ``None`` when there is no such chapter."""
        begins = await self.rows(reading.board_chapter(chapter))
        if not begins:
            return None
        changes = await self.rows(reading.board_changes(chapter))
        began = reading.as_value(begins[0], BoardChapter)
        return began, tuple(reading.as_value(row, BoardChange) for row in changes)

    async def lose_board_chapter(self, chapter: int) -> None:
        """Let a chapter of the board's history go."""
        await self._writer.write(writing.of_lost_board_chapter(chapter))

    async def contact(self, contact: ContactId) -> ContactRecord | None:
        """The record of a contact that has ended."""
        records = await self._records(reading.contact(contact))
        return records[0] if records else None

    async def search(
        self, wanted: ContactFilter, limit: int = 100, before: Mark | None = None
    ) -> tuple[ContactRecord, ...]:
        """Ended contacts, the latest arrival first; the next page is ``before`` the last one's mark.

        ``limit`` is 1 to 1,000, else ``ValueError``.
        """
        return await self._records(reading.contacts(wanted, limit, before))

    async def answers(
        self, wanted: AnswerFilter, limit: int = 1000, before: Mark | None = None
    ) -> tuple[Answer, ...]:
        """Survey answers, the latest first; paged as ``search`` is, by ``Mark(at, key)``."""
        rows = await self.rows(reading.answers(wanted, limit, before))
        return tuple(reading.as_value(row, Answer) for row in rows)

    async def waits(self, since: float, until: float) -> tuple[WaitRow, ...]:
        """The waits that ended in ``since`` ≤ time < ``until``, in that order."""
        rows = await self.rows(reading.ended_within(tables.waits, tables.waits.c.until, since, until))
        return tuple(reading.as_value(row, WaitRow) for row in rows)

    async def talks(self, since: float, until: float) -> tuple[TalkRow, ...]:
        """The talks that ended in ``since`` ≤ time < ``until``, in that order."""
        rows = await self.rows(reading.ended_within(tables.talks, tables.talks.c.until, since, until))
        return tuple(reading.as_value(row, TalkRow) for row in rows)

    async def misses(self, since: float, until: float) -> tuple[MissedRow, ...]:
        """The offers that agents did not take in ``since`` ≤ time < ``until``, in that order."""
        rows = await self.rows(reading.ended_within(tables.misses, tables.misses.c.at, since, until))
        return tuple(reading.as_value(row, MissedRow) for row in rows)

    async def audits(
        self, wanted: AuditFilter, limit: int = 100, before: Mark | None = None
    ) -> tuple[Audit, ...]:
        """Audits, the latest first; paged as ``search`` is, by ``Mark(at, key)``."""
        rows = await self.rows(reading.audits(wanted, limit, before))
        return tuple(reading.as_value(row, Audit) for row in rows)

    async def save_recording(self, recording: Recording) -> None:
        """Store a row of the ledger in place of the one there was."""
        await self._writer.write(writing.of_recording(recording))

    async def recording(self, contact: ContactId) -> Recording | None:
        """A contact's row of the ledger."""
        rows = await self.rows(reading.recording(contact))
        return reading.as_value(rows[0], Recording) if rows else None

    async def recordings(
        self, state: RecordingState | None = None, limit: int = 100, before: Mark | None = None
    ) -> tuple[Recording, ...]:
        """Rows of the ledger, the latest start first; paged by ``Mark(started_at, contact)``."""
        rows = await self.rows(reading.recordings(state, limit, before))
        return tuple(reading.as_value(row, Recording) for row in rows)

    async def _records(self, query: Select[*tuple[Any, ...]]) -> tuple[ContactRecord, ...]:
        rows = await self.rows(query)
        surveys: dict[str, dict[str, str]] = {row.contact: {} for row in rows}
        if surveys:
            for answer in await self.rows(reading.answers_of(surveys)):
                surveys[answer.contact].setdefault(answer.question, answer.answer)
        return tuple(reading.as_record(row, surveys[row.contact]) for row in rows)


def mark_of(record: ContactRecord) -> Mark:
    """Where a search goes on after this record."""
    return Mark(at=record.arrived_at, key=record.contact)
