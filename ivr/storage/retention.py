"""Retention: what has been kept for long enough goes, a little at a time, so that no call waits for it."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import msgspec
import structlog

from ivr.storage.recordings import Recordings
from ivr.storage.store import Store
from ivr.storage.values import Journaled, Mark, RecordingState

log = structlog.get_logger()

DAY = 86400.0
_PAGE = 500
_TOGETHER = 50
_FINISHED = (RecordingState.STORED, RecordingState.BROKEN)


class Keep(msgspec.Struct, frozen=True, kw_only=True):
    """For how many days things are kept; ``None``: for ever.

    ``recordings_of`` are the queues whose recordings are kept for another time than ``recordings``.
    """

    journal: float | None = 30.0
    recordings: float | None = 180.0
    recordings_of: dict[str, float | None] = {}


class Retention:
    """Lets journals, dialplan texts and recordings go, in batches with a ``pause`` (seconds) after each."""

    def __init__(
        self, store: Store, recordings: Recordings, keep: Keep, clock: Callable[[], float], pause: float = 0.1
    ) -> None:
        self._store = store
        self._recordings = recordings
        self._keep = keep
        self._clock = clock
        self._pause = pause

    async def clear_journal(self) -> frozenset[str]:
        """Let go the journals whose contacts ended too long ago; the dialplan versions that others went by.

        Raises ``StorageError``.
        """
        live = {contact.contact for contact in await self._store.live()}
        used, gone, after = set[str](), 0, ""
        while page := await self._store.journaled(after, _PAGE):
            after = page[-1].contact
            old = [
                one for one in page if self._is_old(one.at, self._keep.journal) and one.contact not in live
            ]
            used |= _versions(set(page).difference(old))
            for begin in range(0, len(old), _TOGETHER):
                await self._store.forget(one.contact for one in old[begin : begin + _TOGETHER])
                await asyncio.sleep(self._pause)
            gone += len(old)
            await asyncio.sleep(self._pause)
        if gone:
            log.info("journals_cleared", contacts=gone)
        return frozenset(used | {contact.dialplan_version for contact in await self._store.live()})

    async def clear_board(self) -> None:
        """Let go the chapters of the board's history that ended too long ago.  Raises ``StorageError``."""
        gone = 0
        for span in (await self._store.board_spans())[:-1]:
            if self._is_old(span.until, self._keep.journal):
                await self._store.lose_board_chapter(span.chapter)
                gone += 1
                await asyncio.sleep(self._pause)
        if gone:
            log.info("board_chapters_cleared", chapters=gone)

    async def clear_texts(self, journaled: frozenset[str], in_use: Callable[[], frozenset[str]]) -> None:
        """Let go the texts of dialplan versions that neither the journal nor the house knows any more.

        ``in_use`` is asked before each one, for dialplans may go live meanwhile.  Raises ``StorageError``.
        """
        for version in sorted(await self._store.versions() - journaled):
            if version not in in_use():
                await self._store.lose_texts(version)
                log.info("dialplan_texts_cleared", version=version)
                await asyncio.sleep(self._pause)

    async def clear_recordings(self) -> None:
        """Delete the recordings that have been kept long enough; their rows stay.

        Raises ``StorageError`` and ``OSError``.
        """
        shortest = min(
            filter(None, (self._keep.recordings, *self._keep.recordings_of.values())), default=None
        )
        if shortest is None:
            return
        gone = 0
        for state in _FINISHED:
            before = Mark(at=self._clock() - shortest * DAY, key="")
            while page := await self._store.recordings(state, _PAGE, before):
                before = Mark(at=page[-1].started_at, key=page[-1].contact)
                for row in page:
                    days = self._keep.recordings_of.get(row.queue, self._keep.recordings)
                    if days is not None and self._is_old(row.started_at, days):
                        await self._recordings.delete(row, self._reason(days))
                        gone += 1
                        await asyncio.sleep(self._pause)
                await asyncio.sleep(self._pause)
        if gone:
            log.info("recordings_cleared", recordings=gone)

    def _is_old(self, at: float, days: float | None) -> bool:
        return days is not None and at < self._clock() - days * DAY

    def _reason(self, days: float) -> str:
        at = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"deleted by retention at {at}: kept for {days:g} days"


def _versions(journaled: Iterable[Journaled]) -> set[str]:
    return {version for one in journaled for version in (one.first_version, one.last_version)}
