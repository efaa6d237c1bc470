"""Recordings: every pair of raw files becomes a row of the ledger and a finished file, across crashes too."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from ivr.storage.archive import Archive
from ivr.storage.errors import StillWrittenError
from ivr.storage.store import Store
from ivr.storage.values import Mark, Recording, RecordingState
from ivr.telephony.ids import AgentId, ContactId

log = structlog.get_logger()

_THREADS = 2  # hashing and fsync: more would only wait for the same disk
_PAGE_ROWS = 1000
_Answer = TypeVar("_Answer")


class Repaired(msgspec.Struct, frozen=True, kw_only=True):
    """What a repair did, by contact.

    ``orphans`` had a raw file and no row: the calls that the fallback took; ``silent`` had an empty
    file and no row: nobody talked; ``in_use`` are still being written, and were left alone.
    """

    stored: tuple[ContactId, ...] = ()
    broken: tuple[ContactId, ...] = ()
    orphans: tuple[ContactId, ...] = ()
    silent: tuple[ContactId, ...] = ()
    in_use: tuple[ContactId, ...] = ()


class Recordings:
    """Finishes recordings.  Raw files are removed only after their row is durable."""

    def __init__(self, store: Store, archive: Archive) -> None:
        self._store = store
        self._archive = archive
        self.on_stored: Callable[[int], None] = lambda size: None
        """Told the size of each finished file, in bytes."""
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="recordings")

    async def close(self) -> None:
        """End the threads; what they have in hand is finished first."""
        await asyncio.to_thread(self._threads.shutdown)

    async def finish(self, contact: ContactId, talk_seconds: float | None) -> Recording | None:
        """Finish a contact's recording and answer its row; ``None`` when nobody talked.

        To be called once Asterisk has closed the file, that is when the caller's channel is gone.
        Repeating it is harmless.  Raises ``StorageError`` (the raw file stays), of which
        ``StillWrittenError`` says that the caller's channel lives on, and ``BadRecordingNameError``.
        """
        if await self._in_thread(lambda: self._archive.in_use(contact)):
            raise StillWrittenError(contact)
        row = await self._store.recording(contact)
        raw_bytes = await self._in_thread(lambda: self._archive.raw_bytes(contact))
        match row:
            case None if raw_bytes == 0:
                await self._in_thread(lambda: self._archive.release(contact))
                return None
            case None:
                return await self._seal(await self._orphan(contact), talk_seconds)
            case Recording(state=RecordingState.STORED | RecordingState.DELETED):
                await self._in_thread(lambda: self._archive.release(contact))
                return row
            case Recording(state=RecordingState.BROKEN) if raw_bytes == 0:
                return row
            case _:
                return await self._seal(row, talk_seconds)

    async def discard(self, contact: ContactId) -> None:
        """Remove what Asterisk wrote of a contact of which nothing was to be kept.

        Raises ``StillWrittenError`` while the caller's channel lives on.
        """
        if await self._in_thread(lambda: self._archive.in_use(contact)):
            raise StillWrittenError(contact)
        await self._in_thread(lambda: self._archive.release(contact))

    async def repair(self, busy: Collection[ContactId]) -> Repaired:
        """Finish what a crash left: every raw file, and every row without one.

        ``busy`` are the contacts that go on; their files are left alone, and so are those that
        Asterisk still writes: calls that the fallback has.  To be called once, at the start: it
        removes half-made files.
        """
        await self._in_thread(self._archive.clear_parts)
        left = {*await self._unfinished(), *await self._in_thread(self._archive.raws)}.difference(busy)
        found: dict[str, list[ContactId]] = {}
        for contact in sorted(left):
            for kind in await self._mend(contact):
                found.setdefault(kind, []).append(contact)
        return Repaired(**{kind: tuple(contacts) for kind, contacts in found.items()})

    async def delete(self, row: Recording, reason: str) -> None:
        """Remove a recording's files; its row stays, and says why.  Raises ``StorageError`` and ``OSError``.

        The files go first: a row that says so with the files still there would keep them for ever.
        """
        await self._in_thread(lambda: self._archive.delete(row.contact))
        deleted = msgspec.structs.replace(row, file="", state=RecordingState.DELETED, reason=reason)
        await self._store.save_recording(deleted)

    async def room_for(self, seconds: float) -> bool:
        """Whether a recording of this length fits on the disk."""
        return await self._in_thread(lambda: self._archive.room_for(seconds))

    def path(self, recording: Recording) -> Path:
        """Where the finished file lies."""
        return self._archive.path(recording.contact)

    async def _mend(self, contact: ContactId) -> tuple[str, ...]:
        """Finish one that was left; the fields of ``Repaired`` in which it is to be named."""
        known = await self._store.recording(contact)
        try:
            row = await self.finish(contact, await self._talk_seconds(contact))
        except StillWrittenError:
            return ("in_use",)
        if row is None:
            return ("silent",)
        return (row.state.value,) if known else (row.state.value, "orphans")

    async def _seal(self, opened: Recording, talk_seconds: float | None) -> Recording:
        sealed = await self._in_thread(lambda: self._archive.seal(opened, talk_seconds))
        row = sealed.recording
        await self._store.save_recording(row)
        if not sealed.raw_stays:
            await self._in_thread(lambda: self._archive.release(row.contact))
        if row.state is RecordingState.BROKEN:
            log.warning("recording_broken", contact=row.contact, reason=row.reason)
        else:
            log.info("recording_stored", contact=row.contact, seconds=row.seconds, bytes=row.bytes)
        self.on_stored(row.bytes)
        return row

    async def _orphan(self, contact: ContactId) -> Recording:
        log.warning("recording_without_row", contact=contact)
        return Recording(
            contact=contact,
            file="",
            agent=AgentId(""),
            queue="",
            started_at=await self._in_thread(lambda: self._archive.began(contact)),
            state=RecordingState.RECORDING,
        )

    async def _unfinished(self) -> list[ContactId]:
        contacts: list[ContactId] = []
        before: Mark | None = None
        while rows := await self._store.recordings(RecordingState.RECORDING, _PAGE_ROWS, before):
            contacts.extend(row.contact for row in rows)
            before = Mark(at=rows[-1].started_at, key=rows[-1].contact)
        return contacts

    async def _talk_seconds(self, contact: ContactId) -> float | None:
        record = await self._store.contact(contact)
        return record.talk_seconds if record is not None else None

    async def _in_thread(self, work: Callable[[], _Answer]) -> _Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
