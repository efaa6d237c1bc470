"""The past: journals of contacts as the store keeps them, and the editions that they went by."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from ivr.dialplan.edition import Edition, read_edition
from ivr.publishing.book import Book
from ivr.replay.replaying import Divergence, Entry, Replayed, replayed
from ivr.server.calendars import CALENDARS
from ivr.server.editions import with_centre_of
from ivr.storage.store import Store, mark_of
from ivr.storage.values import ContactFilter, ContactRecord
from ivr.telephony.ids import ContactId

A_PAGE = 500


class Past:
    """Runs what the journal holds again, with the dialplans and the centre of then."""

    def __init__(self, store: Store, book: Book) -> None:
        self._store = store
        self._book = book
        self._editions: dict[str, Edition | None] = {}

    async def contacts(self, since: float, until: float) -> AsyncIterator[ContactRecord]:
        """The contacts that arrived within that time (epoch seconds) and are over, the latest first."""
        wanted, before = ContactFilter(since=since, until=until), None
        while page := await self._store.search(wanted, A_PAGE, before):
            before = mark_of(page[-1])
            for record in page:
                yield record

    async def replay(self, contact: ContactId) -> tuple[Replayed | Divergence, ...]:
        """A contact's journal run again; empty when there is none.  Raises StorageError."""
        entries = [
            Entry(
                contact=one.contact,
                seq=one.seq,
                at=one.at,
                event=one.event,
                dialplan_version=one.dialplan_version,
                code_version=one.code_version,
                commands_hash=one.commands_hash,
            )
            for one in await self._store.journal(contact)
        ]
        for entry in entries:
            for version in {entry.dialplan_version, self._book.live_at(entry.at)} - {None}:
                await self.edition(version or "")
        return tuple(replayed(entries, self._then))

    async def edition(self, version: str) -> Edition | None:
        """A version's edition; None when its texts are gone or cannot be read any more."""
        if version not in self._editions:
            files = await self._store.texts(version)
            read = read_edition(files, None, CALENDARS) if files else None
            self._editions[version] = read if isinstance(read, Edition) else None
        return self._editions[version]

    def _then(self, version: str, at: float) -> Edition | None:
        edition = self._editions.get(version)
        live = self._editions.get(self._book.live_at(at) or version)
        return with_centre_of(edition, live) if edition and live else edition


def day_of(text: str) -> tuple[float, float] | None:
    """The beginning and the end (epoch seconds, local time) of a day such as ``2026-11-29``; else None."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").astimezone()
    except ValueError:
        return None
    return day.timestamp(), (day + timedelta(days=1)).timestamp()


def edges_passed(paths: Mapping[tuple[str, ...], int]) -> dict[tuple[str, str], int]:
    """How often one node came right after another, in paths that so many callers took."""
    found: dict[tuple[str, str], int] = {}
    for path, times in paths.items():
        for pair in pairwise(path):
            found[pair] = found.get(pair, 0) + times
    return found
