"""Publishing: what is decided about versions, here or by a command, is in force here within a second."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol

import msgspec
import structlog

from ivr.dialplan.edition import Edition, read_edition
from ivr.publishing.book import EVERYBODY, FOLDER, Audience, Book, Decision
from ivr.publishing.changes import changes
from ivr.publishing.deciding import Order, publish
from ivr.publishing.errors import OtherCentreError
from ivr.server.calendars import CALENDARS
from ivr.server.editions import Editions
from ivr.storage.errors import AlreadyThereError, StorageError

log = structlog.get_logger()

SECONDS_BETWEEN_LOOKS = 1.0
"""How often we look whether a command has decided something."""

VERSIONS_KEPT = 50
"""The texts of so many of the latest versions are kept, whether any journal knows them or not."""

_TRIES = 5

Decide = Callable[[Book], tuple[Decision, ...]]
"""What is to be added to the book as it stands.  Raises PublishingError."""


class BookKeeper(Protocol):
    """Keeps decisions, and the texts that they are about."""

    async def decide(self, decisions: Iterable[Decision]) -> None:
        """Add decisions; AlreadyThereError when others were added meanwhile."""

    async def decisions(self, after: int = 0) -> tuple[Decision, ...]:
        """The decisions after that number."""

    async def keep_texts(self, version: str, files: Mapping[str, bytes]) -> None:
        """Keep a version's texts."""

    async def texts(self, version: str) -> Mapping[str, bytes] | None:
        """A version's texts, or None when they are not kept."""


async def decide(keeper: BookKeeper, decide: Decide) -> Book:
    """Add to the book what is decided on it as it stands; answers the book after it.

    Raises PublishingError and StorageError.
    """
    for _ in range(_TRIES):
        book = Book(await keeper.decisions())
        added = decide(book)
        try:
            if added:
                await keeper.decide(added)
        except AlreadyThereError:
            continue
        for one in added:
            log.info("version_decided", version=one.version, what=one.what, by=one.by, why=one.why.en)
        return Book((*book.decisions, *added))
    raise AlreadyThereError("decisions")


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody wants an edition published for an audience (``at``: epoch seconds)."""

    edition: Edition
    files: Mapping[str, bytes]
    by: str
    at: float
    note: str = ""
    audience: Audience = EVERYBODY


async def propose(keeper: BookKeeper, proposal: Proposal, approvals: int) -> Book:
    """Keep the texts, and publish them if enough people agree; answers the book after it.

    Raises PublishingError and StorageError.
    """
    edition, audience = proposal.edition, proposal.audience
    live = await _live(keeper)
    if live is not None and not audience.everybody() and live.centre != edition.centre:
        raise OtherCentreError
    order = Order(
        version=edition.version,
        by=proposal.by,
        at=proposal.at,
        note=proposal.note,
        audience=audience,
        changes=changes(live, edition) if live is not None else (),
    )
    await keeper.keep_texts(edition.version, proposal.files)
    return await decide(keeper, lambda book: publish(book, order, approvals))


async def _live(keeper: BookKeeper) -> Edition | None:
    """The live edition as it was published; None when there is none, or when it cannot be read any more."""
    version = Book(await keeper.decisions()).live()
    files = await keeper.texts(version) if version else None
    found = read_edition(files, None, CALENDARS) if files else None
    return found if isinstance(found, Edition) else None


class Publishing:
    """Follows the book: what it says is live or tried, new contacts begin with."""

    def __init__(self, editions: Editions, keeper: BookKeeper, clock: Callable[[], float]) -> None:
        self.after: Callable[[], Awaitable[None]] = _nothing
        self.book = Book()
        self._editions = editions
        self._keeper = keeper
        self._clock = clock
        self._live: str | None = None
        self._trial: Decision | None = None
        self._owed: tuple[Edition, Edition | None] | None = None
        self._one_at_a_time = asyncio.Semaphore(1)

    async def run(self) -> None:
        """Follow the book until cancelled."""
        while True:
            try:
                await self.follow()
            except StorageError as error:
                log.error("book_not_read", reason=str(error))
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def follow(self) -> None:
        """Put in force what was decided since the last look.  Raises StorageError."""
        async with self._one_at_a_time:
            if self._owed is not None:
                await self.saved(*self._owed)
            added = await self._keeper.decisions(after=self.book.next_seq - 1)
            self.book = Book((*self.book.decisions, *added))
            await self._follow_live()
            await self._follow_trial()

    def wanted_again(self) -> frozenset[str]:
        """The versions whose texts a rollback, an approval or a comparison may still want."""
        return frozenset(one.version for one in self.book.versions()[-VERSIONS_KEPT:]) | frozenset(
            one.version for one in self.book.versions() if one.state in ("live", "canary", "draft")
        )

    async def decide(self, wanted: Decide) -> Book:
        """Add a decision and put it in force.  Raises PublishingError and StorageError."""
        await decide(self._keeper, wanted)
        await self.follow()
        return self.book

    async def saved(self, edition: Edition, before: Edition | None) -> None:
        """A version is about to go live because it was saved in the folder: enter it into the book."""
        words = changes(before, edition) if before is not None else ()

        def by_saving(book: Book) -> tuple[Decision, ...]:
            if book.live() == edition.version:
                return ()
            order = Order(version=edition.version, by=FOLDER, at=self._clock(), changes=words)
            return publish(book, order, approvals=1)

        try:
            book = await decide(self._keeper, by_saving)
        except StorageError as error:
            # A full disk must not keep the centre closed; the folder has the texts, and goes on being read.
            log.error("version_not_entered", version=edition.version, reason=str(error))
            self._owed = (edition, before)
            return
        self.book, self._live, self._owed = book, edition.version, None

    async def _follow_live(self) -> None:
        live = self.book.live()
        if live is None or live == self._live:
            return
        self._live = live
        found = await self._editions.from_storage(live)
        if found is not None and await self._editions.go_live(*found):
            await self.after()

    async def _follow_trial(self) -> None:
        trial = self.book.trial()
        if trial == self._trial:
            return
        self._trial = trial
        self._editions.end_trial()
        found = await self._editions.from_storage(trial.version) if trial else None
        if trial is not None and found is not None:
            await self._editions.try_out(found[0], trial.audience)


async def _nothing() -> None:
    """Nothing is to be brought in line."""
