"""The board's history as it was stored: chapters of a time, and what they explain."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from math import inf
from typing import Protocol

import msgspec

import routing
from ivr.queueing.explaining import Explained, at_the_end, explained
from ivr.queueing.first_positions import first_positions
from ivr.server.board_journal import chapter_of
from ivr.storage.values import BoardChange, BoardChapter, BoardSpan, JournalEntry
from ivr.telephony.ids import ContactId


class Histories(Protocol):
    """What is read of the store.  Any method may raise a ``StorageError``."""

    async def board_spans(self) -> tuple[BoardSpan, ...]:
        """The chapters, the earliest first."""

    async def board_chapter(self, chapter: int) -> tuple[BoardChapter, tuple[BoardChange, ...]] | None:
        """A chapter's begin and its changes."""

    async def journal(self, contact: ContactId) -> tuple[JournalEntry, ...]:
        """A contact's events."""


class StoredChapter(msgspec.Struct, frozen=True):
    """A chapter with where it lies in time; ``whole`` is False when changes are missing from it."""

    span: BoardSpan
    chapter: routing.Chapter
    whole: bool


async def chapters_between(store: Histories, since: float, until: float) -> tuple[StoredChapter, ...]:
    """The chapters that touch the time from ``since`` until ``until`` (epoch seconds), in their order.

    Raises ``StorageError``, and ``HistoryError`` for one that cannot be read.
    """
    found: list[StoredChapter] = []
    for span in await store.board_spans():
        if span.since > until or span.until < since:
            continue
        stored = await store.board_chapter(span.chapter)
        if stored is not None:
            chapter, whole = await asyncio.to_thread(chapter_of, *stored)
            found.append(StoredChapter(span, chapter, whole))
    return tuple(found)


async def positions_of(store: Histories, arrived: Mapping[ContactId, float]) -> dict[ContactId, int]:
    """Where contacts began to wait (see ``first_positions``); ``arrived`` is when each came (epoch seconds).

    Raises ``StorageError``.
    """
    if not arrived:
        return {}
    chapters = await chapters_between(store, min(arrived.values()), inf)
    return await asyncio.to_thread(first_positions, [one.chapter for one in chapters], arrived.keys())


async def why(
    store: Histories, contact: ContactId, agent: str = "", now: float | None = None
) -> Sequence[Explained] | None:
    """What is known of a contact's offers and waits, in their order; ``None``: its journal is not there.

    ``agent``: also why he has no call while the contact waits at ``now`` (epoch seconds; else at the end of
    the history).  Raises ``StorageError``.
    """
    entries = await store.journal(contact)
    if not entries:
        return None
    spans = await store.board_spans()
    last = spans[-1].chapter if spans else 0
    chapters = await chapters_between(store, entries[0].at - 1.0, max(entries[-1].at + 1.0, now or 0.0))

    def explain() -> list[Explained]:
        found = [one for stored in chapters for one in explained(stored.chapter, contact)]
        if chapters and chapters[-1].span.chapter == last:
            at = time.time() if now is None else now
            found += at_the_end(chapters[-1].chapter, contact, agent, at)
        return found

    return await asyncio.to_thread(explain)
