"""Retention: what goes after how long, what stays, and that nobody waits for it."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ivr.storage.archive import Archive
from ivr.storage.recordings import Recordings
from ivr.storage.retention import DAY, Keep, Retention
from ivr.storage.store import Store
from ivr.storage.values import ContactFilter, RecordingState
from ivr.telephony.ids import ContactId
from tests.storage.examples import a_record, a_recording, a_save, an_answer

NOW = 1_763_790_000.0


class Place:
    """A store and an archive in a folder, and what has been kept there for some days."""

    def __init__(self, folder: Path, store: Store) -> None:
        (folder / "raw").mkdir()
        self.store = store
        self.archive = Archive(folder / "raw", folder / "archive", reserve_bytes=0)
        self.recordings = Recordings(store, self.archive)

    def retention(self, pause: float = 0.0, **keep: object) -> Retention:
        return Retention(self.store, self.recordings, Keep(**keep), lambda: NOW, pause)  # type: ignore[arg-type]

    async def ended(self, contact: str, days: float, version: str = "d1") -> None:
        """A contact that ended so many days ago."""
        at = NOW - days * DAY
        began = a_save(contact, 1, at=at - 60, dialplan_version=version)
        record, answer = a_record(contact, ended_at=at), an_answer(contact, contact)
        await self.store.save(began)
        await self.store.save(
            a_save(contact, 2, at=at, dialplan_version=version, phase=None, record=record, answers=(answer,))
        )

    async def recorded(self, contact: str, days: float, **fields: object) -> None:
        """A recording that began so many days ago."""
        usual = {"state": RecordingState.STORED, "file": f"{contact}.wav", "seconds": 9.0, "sha256": "ab"}
        row = a_recording(contact, started_at=NOW - days * DAY, **(usual | fields))
        await self.store.save_recording(row)
        self.archive.path(ContactId(contact)).write_bytes(b"RIFF")

    def files(self) -> list[str]:
        return sorted(path.name for path in self.archive.path(ContactId("x")).parent.iterdir())


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with Store.open(f"sqlite:///{tmp_path}/centre.db", "0.1") as store:
        place = Place(tmp_path, store)
        yield place
        await place.recordings.close()


async def journaled(place: Place) -> list[str]:
    return [one.contact for one in await place.store.journaled("", 1000)]


async def test_a_journal_goes_after_its_days_and_record_and_answers_stay(place: Place) -> None:
    await place.ended("c-old", 30.1)
    await place.ended("c-young", 29.9)
    await place.retention().clear_journal()
    assert await journaled(place) == ["c-young"]
    assert len(await place.store.search(ContactFilter())) == 2
    old = await place.store.contact(ContactId("c-old"))
    assert old is not None
    assert old.survey != {}


async def test_the_journal_of_a_contact_that_lives_stays_however_old_it_is(place: Place) -> None:
    await place.store.save(a_save("c-1", 1, at=NOW - 400 * DAY))
    await place.retention().clear_journal()
    assert await journaled(place) == ["c-1"]


async def test_of_thousands_of_journals_each_one_is_looked_at(place: Place) -> None:
    contacts = [(f"c-{number:04}", 31 if number % 3 else 1) for number in range(1201)]
    await asyncio.gather(*(place.ended(contact, days) for contact, days in contacts))
    await place.retention().clear_journal()
    assert await journaled(place) == [contact for contact, days in contacts if days == 1]


async def test_texts_go_when_nobody_goes_by_them_any_more(place: Place) -> None:
    for version in ("ended_long_ago", "ended_lately", "lives", "present", "coming"):
        await place.store.keep_texts(version, {"main.yaml": b"x"})
    await place.ended("c-1", 31, "ended_long_ago")
    await place.ended("c-2", 1, "ended_lately")
    await place.store.save(a_save("c-3", 1, at=NOW - 99 * DAY, dialplan_version="lives"))
    retention = place.retention()
    await retention.clear_texts(await retention.clear_journal(), lambda: frozenset({"present", "coming"}))
    assert await place.store.versions() == {"ended_lately", "lives", "present", "coming"}


async def test_a_recording_goes_after_its_days_and_its_row_says_when(place: Place) -> None:
    await place.recorded("c-old", 181)
    await place.recorded("c-broken", 181, state=RecordingState.BROKEN)
    await place.recorded("c-young", 179)
    await place.retention().clear_recordings()
    assert place.files() == ["c-young.wav"]
    row = await place.store.recording(ContactId("c-old"))
    assert row is not None
    assert (row.state, row.file, row.seconds, row.sha256) == (RecordingState.DELETED, "", 9.0, "ab")
    assert row.reason == "deleted by retention at 2025-11-22T05:40:00Z: kept for 180 days"
    assert len(await place.store.recordings(RecordingState.DELETED)) == 2


async def test_a_queue_may_keep_its_recordings_for_a_time_of_its_own(place: Place) -> None:
    for contact, queue in (("c-1", "vip"), ("c-2", "court"), ("c-3", "repair")):
        await place.recorded(contact, 40, queue=queue)
    await place.retention(recordings=30.0, recordings_of={"vip": 60.0, "court": None}).clear_recordings()
    assert place.files() == ["c-1.wav", "c-2.wav"]
    await place.retention(recordings=None, recordings_of={"vip": 39.0}).clear_recordings()
    assert place.files() == ["c-2.wav"]


async def test_for_ever_is_for_ever(place: Place) -> None:
    await place.ended("c-1", 9999)
    await place.recorded("c-1", 9999)
    retention = place.retention(journal=None, recordings=None)
    await retention.clear_journal()
    await retention.clear_recordings()
    assert (await journaled(place), place.files()) == (["c-1"], ["c-1.wav"])


async def test_a_recording_whose_file_is_gone_already_is_deleted_all_the_same(place: Place) -> None:
    await place.recorded("c-1", 181)
    place.archive.path(ContactId("c-1")).unlink()
    await place.retention().clear_recordings()
    assert len(await place.store.recordings(RecordingState.DELETED)) == 1


async def test_a_deleted_recording_is_not_taken_for_a_broken_one_later(place: Place) -> None:
    await place.recorded("c-1", 181)
    await place.retention().clear_recordings()
    row = await place.recordings.finish(ContactId("c-1"), 9.0)
    assert row is not None
    assert row.state is RecordingState.DELETED


async def test_calls_are_saved_as_ever_while_thousands_of_journals_go(place: Place) -> None:
    await asyncio.gather(*(place.ended(f"c-{number:04}", 31) for number in range(2000)))
    clearing = asyncio.create_task(place.retention(pause=0.005).clear_journal())
    slowest, saved = 0.0, 0
    while not clearing.done():
        began = time.perf_counter()
        await place.store.save(a_save(f"live-{saved}", 1, at=NOW))
        slowest, saved = max(slowest, time.perf_counter() - began), saved + 1
        await asyncio.sleep(0.002)
    await clearing
    print(f"measured: the slowest of {saved} saves beside it took {slowest * 1000:.1f} ms")
    assert slowest < 0.25
    assert saved > 20
