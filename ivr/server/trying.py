"""Trying: how callers fare with a version that a share of them meets; if they fare worse, it ends."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from ivr.calls.caller.visited import Plans, visits
from ivr.calls.phases import Ended, Phase
from ivr.publishing.book import SWITCHROOM, Book, Decision
from ivr.publishing.deciding import roll_back
from ivr.publishing.errors import PublishingError
from ivr.publishing.judging import Sign, Tally, Verdict, Worse, judge
from ivr.publishing.signs import of_end, of_visits
from ivr.server.publishing import Publishing
from ivr.storage.errors import StorageError
from ivr.telephony.events import Event
from ivr.telephony.ids import ContactId

log = structlog.get_logger()


class TallyKeeper(Protocol):
    """Keeps tallies over a restart."""

    async def save_tally(self, trial: int, version: str, tally: Tally) -> None:
        """Store a version's tally."""

    async def tallies(self, trial: int) -> Mapping[str, Tally]:
        """The tallies of a trial."""


class Trying:
    """Counts the contacts of the old and of the tried version side by side, while one is tried.

    Contacts count that arrived since it is tried, when they are over; calls among agents do not.
    """

    def __init__(
        self,
        publishing: Publishing,
        keeper: TallyKeeper,
        plans: Callable[[str], Plans],
        clock: Callable[[], float],
    ) -> None:
        self.tallies: dict[str, Tally] = {}
        self._publishing = publishing
        self._keeper = keeper
        self._plans = plans
        self._clock = clock
        self._of = 0
        self._signs: dict[ContactId, frozenset[Sign]] = {}
        self._counted = asyncio.Event()

    def verdict(self) -> Verdict | None:
        """What the calls so far say of the tried version; None when no share of them meets one."""
        return verdict(self._publishing.book, self.tallies)

    def step(self, before: Phase | None, event: Event, after: Phase) -> None:
        """A contact went from one phase to the next."""
        trial, contact = self._publishing.book.trial(), after.contact
        if trial is None or contact.internal or isinstance(before, Ended):
            return
        compared = (trial.version, self._publishing.book.live())
        if contact.arrived_at < trial.at or contact.version not in compared:
            return
        self._begin(trial)
        shown = of_visits(visits(before, event, after, self._plans(contact.version)), event)
        self._signs[contact.id] = self._signs.get(contact.id, frozenset()) | shown
        if isinstance(after, Ended):
            signs = self._signs.pop(contact.id) | of_end(contact, after.outcome)
            self.tallies[contact.version] = self.tallies.get(contact.version, Tally()).with_call(signs)
            self._counted.set()

    async def run(self) -> None:
        """Keep what was counted, and judge it, until cancelled."""
        await self.recall()
        while True:
            await self._counted.wait()
            self._counted.clear()
            try:
                await self.look()
            except StorageError as error:
                log.error("tallies_not_kept", reason=str(error))

    async def recall(self) -> None:
        """Take up the tallies of a trial that began in an earlier life of ours.  Raises StorageError."""
        trial = self._publishing.book.trial()
        if trial is not None and not self.tallies:
            self.tallies, self._of = dict(await self._keeper.tallies(trial.seq)), trial.seq

    async def look(self) -> None:
        """Keep the tallies; roll the tried version back if its callers fare worse.  Raises StorageError."""
        trial = self._publishing.book.trial()
        if trial is None or trial.seq != self._of:
            return
        for version, tally in tuple(self.tallies.items()):
            await self._keeper.save_tally(trial.seq, version, tally)
        found = self.verdict()
        if isinstance(found, Worse):
            log.error("version_rolled_back", version=trial.version, why=found.why.en)
            await self._roll_back(trial, found)

    async def _roll_back(self, trial: Decision, found: Worse) -> None:
        def back(book: Book) -> tuple[Decision, ...]:
            return roll_back(book, trial.version, SWITCHROOM, self._clock(), found.why)

        try:
            await self._publishing.decide(back)
        except PublishingError as error:
            log.warning("version_not_rolled_back", version=trial.version, reason=str(error))

    def _begin(self, trial: Decision) -> None:
        """With another trial everybody is counted anew."""
        if trial.seq != self._of:
            self._of, self.tallies, self._signs = trial.seq, {}, {}


def verdict(book: Book, tallies: Mapping[str, Tally]) -> Verdict | None:
    """What the tallies of the version that is tried say; None when no share of the calls meets one."""
    trial, live = book.trial(), book.live()
    if trial is None or live is None or trial.audience.share is None:
        return None
    return judge(tallies.get(live, Tally()), tallies.get(trial.version, Tally()))
