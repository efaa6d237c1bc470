"""The board's journal: what is kept of the board gives the same offers again, whatever fails."""

import asyncio
import multiprocessing
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

import routing
from ivr.server import board_journal
from ivr.server.board_history import positions_of
from ivr.server.board_journal import BoardJournal, HistoryError, chapter_of
from ivr.server.queueing import Queueing, agents_of
from ivr.storage.errors import StorageFullError, StoreClosedError
from ivr.storage.store import Store
from ivr.storage.values import BoardChange, BoardChapter
from ivr.telephony.causes import Cause
from ivr.telephony.commands import Enqueue, ReleaseMissed
from ivr.telephony.ids import AgentId, ContactId, PlaceId
from tests.server.board_crash import live_until_killed
from tests.server.examples import EDITION

CENTRE = EDITION.centre
ZHANG = AgentId("8001")
PLACE = PlaceId("sw-1-1.place.1")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(f"sqlite:///{tmp_path}/centre.db", "0.1") as store:
        yield store


class Kept:
    """Keeps what is handed in, and fails when it is told to."""

    def __init__(self) -> None:
        self.chapters: list[BoardChapter] = []
        self.changes: list[BoardChange] = []
        self.full = self.closed = False

    def begin_board_chapter(self, chapter: BoardChapter) -> asyncio.Future[None]:
        return self._told(self.chapters, chapter)

    def note_board_change(self, change: BoardChange) -> asyncio.Future[None]:
        return self._told(self.changes, change)

    def _told(self, kept: list[Any], one: object) -> asyncio.Future[None]:
        if self.closed:
            raise StoreClosedError
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.full:
            told.set_exception(StorageFullError("disk"))
        else:
            kept.append(one)
            told.set_result(None)
        return told


def journaled(kept: Kept, clock: list[float]) -> Queueing:
    queueing = Queueing(lambda: CENTRE, lambda event: None, lambda: clock[0])
    journal = BoardJournal(kept, queueing.board, lambda: clock[0])
    queueing.on_applied = journal.applied
    journal.begin(1)
    return queueing


async def test_a_change_is_kept_before_anybody_hears_of_its_offers() -> None:
    kept, heard = Kept(), list[int]()
    queueing = Queueing(lambda: CENTRE, lambda event: heard.append(len(kept.changes)), lambda: 1000.0)
    journal = BoardJournal(kept, queueing.board, lambda: 1000.0)
    queueing.on_applied = journal.applied
    journal.begin(7)
    for change in (routing.PhoneChanged(ZHANG, True), routing.SignedIn(ZHANG)):
        queueing.apply(change)
    queueing.perform(Enqueue(PLACE, "repair", {"repair": 1}, 0, 990.0))
    assert heard == [3]
    assert (kept.chapters[0].chapter, kept.changes[2].chapter, kept.changes[2].seq) == (7, 7, 3)
    assert kept.changes[2].offers == b'[{"call":"sw-1-1.place.1","agent":"8001"}]'


async def test_what_is_stored_gives_the_same_offers_again(store: Store) -> None:
    queueing = Queueing(lambda: CENTRE, lambda event: None, time.time)
    journal = BoardJournal(store, queueing.board, time.time)
    queueing.on_applied = journal.applied
    journal.begin(1)
    for agent in CENTRE.agents:
        queueing.apply(routing.PhoneChanged(agent, True))
        queueing.apply(routing.SignedIn(agent))
    for number in range(5):
        queueing.perform(Enqueue(PlaceId(f"sw-1-{number}.place.1"), "repair", {"repair": 1}, 0, 990.0))
    queueing.perform(ReleaseMissed(PlaceId("sw-1-0.place.1"), ZHANG, Cause.NO_ANSWER))
    queueing.apply(routing.PhonesChanged(frozenset(CENTRE.agents)))
    queueing.apply(routing.AgentsChanged(agents_of(CENTRE)))
    await store.save_answers(())
    stored = await store.board_chapter(1)
    assert stored is not None
    chapter, whole = chapter_of(*stored)
    assert whole
    assert len(chapter.applied) == 2 * len(CENTRE.agents) + 8
    assert any(applied.offers for applied in chapter.applied)
    assert routing.first_divergence(chapter.begin, chapter.applied) is None
    queueing.close()


async def test_where_contacts_of_an_earlier_life_began_to_wait_is_read_from_the_history(store: Store) -> None:
    queueing = Queueing(lambda: CENTRE, lambda event: None, time.time)
    journal = BoardJournal(store, queueing.board, time.time)
    queueing.on_applied = journal.applied
    journal.begin(1)
    for number in range(1, 4):
        queueing.perform(
            Enqueue(PlaceId(f"sw-1-{number}.place.1"), "repair", {"repair": 1}, 0, 990.0 + number)
        )
    await store.save_answers(())
    third, unknown = ContactId("sw-1-3"), ContactId("sw-1-9")
    assert await positions_of(store, {third: time.time() - 60.0, unknown: 0.0}) == {third: 3}
    assert await positions_of(store, {}) == {}


async def test_a_chapter_ends_after_its_changes_and_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_journal, "CHANGES_IN_A_CHAPTER", 2)
    kept, clock = Kept(), [1000.0]
    queueing = journaled(kept, clock)
    for _ in range(3):
        queueing.apply(routing.TimePassed())
    clock[0] = 1000.0 + board_journal.SECONDS_OF_A_CHAPTER
    queueing.apply(routing.TimePassed())
    queueing.apply(routing.TimePassed())
    assert [(one.chapter, one.seq) for one in kept.changes] == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]
    assert [one.chapter for one in kept.chapters] == [1, 2, 3]


async def test_after_what_could_not_be_stored_a_new_chapter_begins() -> None:
    kept, clock = Kept(), [1000.0]
    queueing = journaled(kept, clock)
    queueing.apply(routing.PhoneChanged(ZHANG, True))
    kept.full = True
    for _ in range(2):
        queueing.apply(routing.SignedIn(ZHANG))
        await asyncio.sleep(0)
    kept.full = False
    queueing.apply(routing.Paused(ZHANG, "tea"))
    await asyncio.sleep(0)
    queueing.apply(routing.Ready(ZHANG))
    assert [one.chapter for one in kept.chapters] == [1, 3]
    chapter, whole = chapter_of(kept.chapters[-1], tuple(one for one in kept.changes if one.chapter == 3))
    assert whole
    assert [type(applied.change) for applied in chapter.applied] == [routing.Ready]
    assert routing.board_at(chapter.begin).agent(ZHANG).reason == "tea"  # type: ignore[union-attr]


async def test_what_comes_after_a_gap_is_left_out_of_a_chapter() -> None:
    kept, clock = Kept(), [1000.0]
    queueing = journaled(kept, clock)
    for _ in range(4):
        queueing.apply(routing.TimePassed())
    chapter, whole = chapter_of(kept.chapters[0], (*kept.changes[:2], kept.changes[3]))
    assert (len(chapter.applied), whole) == (2, False)


async def test_after_the_end_of_the_store_nothing_is_kept_and_nothing_fails() -> None:
    kept, clock = Kept(), [1000.0]
    queueing = journaled(kept, clock)
    kept.closed = True
    queueing.apply(routing.TimePassed())
    assert kept.changes == []


def test_a_chapter_of_another_version_is_named() -> None:
    began = BoardChapter(chapter=4, at=1000.0, code_version="0.0", checkpoint=b"{}")
    with pytest.raises(
        HistoryError, match=r"chapter 4 of the board's history cannot be read.*another version"
    ):
        chapter_of(began, ())


@pytest.mark.timeout(120)
def test_whatever_rings_after_kill_9_was_offered_in_the_history(tmp_path: Path) -> None:
    context, chance = multiprocessing.get_context("forkserver"), random.Random(5)
    context.set_forkserver_preload(["tests.server.board_crash"])
    url, rang = f"sqlite:///{tmp_path}/centre.db", 0
    for _ in range(12):
        began = context.Event()
        life = context.Process(target=live_until_killed, args=(url, began))
        life.start()
        assert began.wait(60)
        time.sleep(chance.uniform(0.0, 0.1))
        life.kill()
        life.join()
        rang = asyncio.run(_rang_and_offered(url))
    assert rang > 100


async def _rang_and_offered(url: str) -> int:
    """How many contacts ring; each of them was offered, and every chapter gives the same offers again."""
    offered = set[str]()
    async with Store.open(url, "0.1") as store:
        for span in await store.board_spans():
            stored = await store.board_chapter(span.chapter)
            assert stored is not None
            chapter, whole = chapter_of(*stored)
            assert whole
            assert routing.first_divergence(chapter.begin, chapter.applied) is None
            offered |= {offer.call for applied in chapter.applied for offer in applied.offers}
        ringing = {contact.contact for contact in await store.live()}
    assert ringing <= offered
    return len(ringing)
