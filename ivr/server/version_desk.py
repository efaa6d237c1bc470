"""The version desk: what the HTTP API may see of versions, and decide about them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.messages import NOTHING, Message
from ivr.dialplan.reading.problems import Problem
from ivr.publishing.book import EVERYBODY, Audience, Version
from ivr.publishing.changes import changes
from ivr.publishing.deciding import approve, roll_back
from ivr.publishing.errors import NothingLiveError, UnknownVersionError
from ivr.publishing.judging import AsGood, TooFew, Worse
from ivr.server.calendars import CALENDARS
from ivr.server.editions import texts_in
from ivr.server.gate import problem_of, rehearsed
from ivr.server.publishing import Proposal, Publishing, propose
from ivr.server.settings import Settings
from ivr.server.trying import Trying
from ivr.storage.errors import StorageError
from ivr.storage.store import Store
from ivr.telephony.numbers import normal
from ivr.voice.library import PromptLibrary
from ivr.web.port import Unavailable
from ivr.web.versions import Judged, PublishWanted, VersionView, Words

Found = TypeVar("Found")


class VersionDesk:
    """``ivr.web.versions.Versions`` over the running house."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        publishing: Publishing,
        trying: Trying,
        library: PromptLibrary,
        clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._store = store
        self._publishing = publishing
        self._trying = trying
        self._library = library
        self._clock = clock

    async def list(self) -> Sequence[VersionView]:
        """Every version, the first drafted one first."""
        return [self._view(version) for version in self._publishing.book.versions()]

    async def changes(self, old: str, new: str) -> Sequence[Message]:
        """How two versions differ, or one and the folder."""
        book = self._publishing.book
        before = book.version(old).version if old else book.live()
        if before is None:
            raise NothingLiveError
        first, _ = await self._kept(before)
        if new:
            second, _ = await self._kept(book.version(new).version)
            return changes(first, second)
        read = read_edition(await self._folder(), None, CALENDARS)
        if not isinstance(read, Edition):
            raise Unavailable(
                "dialplans", f"the folder has {len(read)} mistakes; switchroom check tells them"
            )
        return changes(first, read)

    async def publish(self, wanted: PublishWanted, by: str) -> VersionView | Sequence[Problem]:
        """Publish the folder or a version of before."""
        if wanted.version:
            edition, files = await self._kept(self._publishing.book.version(wanted.version).version)
        else:
            files = await self._folder()
            read = read_edition(files, self._library.has, CALENDARS)
            if not isinstance(read, Edition):
                return read
            if failures := await asyncio.to_thread(rehearsed, read, self._library):
                return [problem_of(failure) for failure in failures]
            edition = read
        proposal = Proposal(
            edition=edition,
            files=files,
            by=by,
            at=self._clock(),
            note=wanted.note,
            audience=_audience(wanted, edition),
        )
        await _stored(propose(self._store, proposal, self._settings.publishing.approvals))
        return await self._followed(edition.version)

    async def approve(self, version: str, by: str) -> VersionView:
        """Give one's word for a draft."""
        at, needed = self._clock(), self._settings.publishing.approvals
        book = await _stored(self._publishing.decide(lambda book: approve(book, version, by, at, needed)))
        return self._view(book.version(version))

    async def roll_back(self, version: str, by: str, note: str) -> VersionView:
        """Take a version out of force."""
        at, why = self._clock(), Message(note, note)
        book = await _stored(self._publishing.decide(lambda book: roll_back(book, version, by, at, why)))
        return self._view(book.version(book.decisions[-1].version))

    async def _followed(self, version: str) -> VersionView:
        await _stored(self._publishing.follow())
        return self._view(self._publishing.book.version(version))

    async def _folder(self) -> Mapping[str, bytes]:
        try:
            return await asyncio.to_thread(texts_in, self._settings.dialplans)
        except OSError as error:
            raise Unavailable("dialplans", str(error)) from error

    async def _kept(self, version: str) -> tuple[Edition, Mapping[str, bytes]]:
        files = await _stored(self._store.texts(version))
        edition = read_edition(files, None, CALENDARS) if files else None
        if files is None or not isinstance(edition, Edition):
            raise UnknownVersionError(version, ())
        return edition, files

    def _view(self, version: Version) -> VersionView:
        judged, reason = self._judged(version)
        why = version.why if reason == NOTHING else reason
        return VersionView(
            version=version.version,
            state=version.state,
            since=version.since,
            author=version.author,
            drafted_at=version.drafted_at,
            note=version.note,
            agreed=version.agreed,
            changes=tuple(Words(zh=one.zh, en=one.en) for one in version.changes),
            why=Words(zh=why.zh, en=why.en) if why != NOTHING else None,
            share=version.audience.share,
            only_from=version.audience.only_from,
            judged=judged,
        )

    def _judged(self, version: Version) -> tuple[Judged | None, Message]:
        """How the callers of a tried version fare, and why that is said."""
        if version.state != "canary":
            return None, NOTHING
        match self._trying.verdict():
            case Worse(why=why):
                return "worse", why
            case TooFew(why=why):
                return "too_few", why
            case AsGood():
                return "as_good", NOTHING
            case None:
                return "not_judged", NOTHING


def _audience(wanted: PublishWanted, edition: Edition) -> Audience:
    if wanted.only_from:
        return Audience(only_from=normal(wanted.only_from, edition.centre.numbering()))
    return Audience(share=wanted.share) if wanted.share is not None else EVERYBODY


async def _stored(deciding: Awaitable[Found]) -> Found:
    try:
        return await deciding
    except StorageError as error:
        raise Unavailable("storage", str(error)) from error
