"""Editions: the dialplans in force, those that running calls began with, and the folder they come from."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

import msgspec
import structlog

from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.hours.warning import unknown_years, warning_of
from ivr.dialplan.reading.problems import Problem
from ivr.publishing.book import Audience
from ivr.publishing.sharing import meets
from ivr.server import last_live
from ivr.server.calendars import CALENDARS
from ivr.storage.errors import StorageError
from ivr.telephony.events import Arrived
from ivr.telephony.numbers import normal
from ivr.telephony.prompts import Prompt

log = structlog.get_logger()

HasSound = Callable[[Prompt], bool]


class TextKeeper(Protocol):
    """Keeps dialplan texts by version."""

    async def keep_texts(self, version: str, files: Mapping[str, bytes]) -> None:
        """Keep a version's texts; keeping them again changes nothing."""

    async def texts(self, version: str) -> Mapping[str, bytes] | None:
        """A version's texts, or None when it was never kept."""


class DialplanError(Exception):
    """The dialplans cannot go live as they are; ``problems`` are all that is wrong with them."""

    def __init__(self, folder: Path, problems: tuple[Problem, ...]) -> None:
        self.folder = folder
        self.problems = problems
        super().__init__(folder, problems)

    def __str__(self) -> str:
        listed = "\n".join(problem.in_language("en") for problem in self.problems)
        return f"{self.folder}: the dialplans are not valid; mend them (switchroom check):\n{listed}"


class Trial(msgspec.Struct, frozen=True):
    """A version that only an audience meets."""

    version: str
    audience: Audience


class Editions:
    """The edition that new contacts begin with, and the earlier ones that others walk through."""

    def __init__(
        self,
        folder: Path,
        keeper: TextKeeper,
        has_sound: HasSound,
        last: Path | None = None,
        by_hand: bool = False,
    ) -> None:
        """``last`` is where the documents that went live last are kept.

        ``by_hand``: what is saved in the folder does not go live by itself, except where nothing is live.
        """
        self.make_ready: Callable[[Edition], Awaitable[None]] = _nothing_to_do
        self.on_save: Callable[[Edition, Edition | None], Awaitable[None]] = _nobody_to_tell
        self._by_hand = by_hand
        self._seen = ""
        self._trial: Trial | None = None
        self._last = last
        self._folder = folder
        self._keeper = keeper
        self._has_sound = has_sound
        self._present: Edition | None = None
        self._known: dict[str, Edition] = {}
        self._coming = ""

    async def load(self) -> bool:
        """Read the folder; True if another edition is live now.  Raises DialplanError, and all stays.

        A version that was seen in the folder before, and is live no more, needs a decision to come back.
        ``on_save`` is told of one that is to go live.
        """
        files = texts_in(self._folder)
        edition = self._read(files)
        if edition.version == self._seen or (self._by_hand and self._present is not None):
            return False
        self._seen = edition.version
        if self._present is not None and edition.version == self._present.version:
            return False
        await self.on_save(edition, self._present)
        return await self.go_live(edition, files)

    async def begin(self) -> None:
        """Take up the documents that were live last, unless the folder has news that is right.

        Raises DialplanError when there are none.
        """
        if self._last is not None and (files := self._no_news(self._last)) is not None:
            before = read_edition(files, None, CALENDARS)
            if isinstance(before, Edition):
                self._seen = last_live.seen(self._last)
                await self.go_live(before, files)
                return
        try:
            await self.load()
        except DialplanError as error:
            files = last_live.kept(self._last) if self._last else {}
            edition = read_edition(files, None, CALENDARS) if files else None
            if not isinstance(edition, Edition):
                raise
            log.error("dialplans_of_before", version=edition.version, reason=str(error))
            await self.go_live(edition, files)

    def _no_news(self, last: Path) -> Mapping[str, bytes] | None:
        return last_live.to_begin_with(last, texts_in(self._folder), self._by_hand)

    async def go_live(self, edition: Edition, files: Mapping[str, bytes]) -> bool:
        """Let new contacts begin with this edition; False if they do already.

        ``make_ready`` is awaited first, so that what the edition needs is there.
        """
        if self._present is not None and edition.version == self._present.version:
            return False
        self._coming = edition.version
        await self._keep(edition.version, files)
        await self.make_ready(edition)
        self._present = edition
        self._known = {edition.version: edition} | {
            version: with_centre_of(known, edition) for version, known in self._known.items()
        }
        log.info("dialplans_live", version=edition.version, dialplans=sorted(edition.dialplans))
        for year in unknown_years(edition, CALENDARS, date.today()):
            log.warning("holidays_unknown", year=year, remedy=warning_of(year).en)
        return True

    async def try_out(self, edition: Edition, audience: Audience) -> None:
        """Let the contacts of this audience begin with the edition, and all others with the present one."""
        self._coming = edition.version
        await self.make_ready(edition)
        self._known[edition.version] = with_centre_of(edition, self.present())
        self._trial = Trial(edition.version, audience)
        log.info("dialplans_tried", version=edition.version, audience=audience.told().en)

    def end_trial(self) -> None:
        """Let all new contacts begin with the present edition; those of the trial keep theirs."""
        self._trial = None

    async def from_storage(self, version: str) -> tuple[Edition, Mapping[str, bytes]] | None:
        """A version and its texts as they were kept; None when it is not there or cannot be read."""
        files = await self._keeper.texts(version)
        if files is None:
            log.warning("edition_lost", version=version)
            return None
        found = read_edition(files, None, CALENDARS)
        if isinstance(found, Edition):
            return found, files
        log.error("edition_unreadable", version=version, problems=len(found))
        return None

    async def _keep(self, version: str, files: Mapping[str, bytes]) -> None:
        try:
            await self._keeper.keep_texts(version, files)
        except StorageError as error:
            # A full disk must not keep the centre closed; after a restart its callers get the present one.
            log.error("dialplan_texts_not_kept", version=version, reason=str(error))
        try:
            if self._last is not None:
                await asyncio.to_thread(last_live.keep, self._last, files, self._seen)
        except OSError as error:
            log.error("dialplan_texts_not_kept", version=version, reason=str(error))

    async def remember(self, versions: Iterable[str]) -> None:
        """Read again, from storage, the editions that living contacts began with."""
        for version in set(versions) - self._known.keys():
            if (old := await self.from_storage(version)) is not None:
                self._known[version] = with_centre_of(old[0], self.present())

    def present(self) -> Edition:
        """What a new contact begins with."""
        assert self._present is not None, "load() comes first"
        return self._present

    def beginning(self, arrival: Arrived) -> Edition:
        """What this contact begins with: the tried edition, if it belongs to its audience, or the present."""
        trial, present = self._trial, self.present()
        if trial is None or arrival.agent:
            return present
        caller = normal(arrival.caller, present.centre.numbering())
        tried = meets(trial.audience, trial.version, arrival.contact, caller)
        return self._known[trial.version] if tried else present

    def begun_with(self, version: str) -> Edition:
        """The dialplans of that version with the present centre; the present ones if it is unknown."""
        return self._known.get(version, self.present())

    def in_use(self) -> frozenset[str]:
        """The versions that contacts walk through or begin with, now or soon."""
        return frozenset((*self._known, self._coming))

    def forget(self, living: Iterable[str]) -> None:
        """Let go the earlier editions that no living contact has begun with."""
        tried = {self._trial.version} if self._trial else set()
        kept = {self.present().version, *tried, *living}
        self._known = {version: known for version, known in self._known.items() if version in kept}

    def _read(self, files: Mapping[str, bytes]) -> Edition:
        edition = read_edition(files, self._has_sound, CALENDARS)
        if isinstance(edition, Edition):
            return edition
        raise DialplanError(self._folder, edition)


async def _nothing_to_do(edition: Edition) -> None:
    """Nothing is to be made ready."""


async def _nobody_to_tell(edition: Edition, before: Edition | None) -> None:
    """Nobody keeps a book of what went live."""


def texts_in(folder: Path) -> dict[str, bytes]:
    """The documents of a dialplan folder by file name, as they stand there."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}


def with_centre_of(old: Edition, present: Edition) -> Edition:
    """The old edition's dialplans with the centre and the hours of the present one, which apply at once."""
    now = {"centre": present.centre, "openings": present.openings, "book": present.book}
    return msgspec.structs.replace(old, **now)
