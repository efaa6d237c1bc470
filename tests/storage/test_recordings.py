"""Recordings: from Asterisk's raw file to a stored WAV file, and what stands in the way."""

import hashlib
import os
import stat
import struct
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ivr.storage import archive as archive_module
from ivr.storage import recordings as recordings_module
from ivr.storage import tracks
from ivr.storage.archive import Archive
from ivr.storage.errors import BadRecordingNameError, StillWrittenError, StorageFailedError
from ivr.storage.recordings import Recordings, Repaired
from ivr.storage.store import Store
from ivr.storage.values import Recording, RecordingState
from ivr.telephony.ids import ContactId
from tests.storage.examples import a_record, a_recording, a_save


def raws(contact: str) -> list[str]:
    """The names of a contact's raw files, sorted."""
    return [f"{contact}.agent.raw", f"{contact}.caller.raw"]


ONE, TWO = ContactId("node-1700000000-1"), ContactId("node-1700000000-2")


class Place:
    """The folders and the store of one test."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.raws, self.wavs, self.store = folder / "raw", folder / "archive", store
        self.raws.mkdir()
        self.archive = Archive(self.raws, self.wavs, reserve_bytes=0)
        self.recordings = Recordings(store, self.archive)

    def write_raw(
        self, contact: str, seconds: float, tail: bytes = b"", agents: float | None = None
    ) -> tuple[Path, Path]:
        """Raw files with 1000 on the caller's track and -1000 on the agent's, which may last otherwise."""
        paths = self.raws / f"{contact}.caller.raw", self.raws / f"{contact}.agent.raw"
        paths[0].write_bytes(struct.pack("<h", 1000) * int(8000 * seconds) + tail)
        paths[1].write_bytes(struct.pack("<h", -1000) * int(8000 * (seconds if agents is None else agents)))
        return paths

    def files(self) -> list[str]:
        """All files in both folders."""
        return sorted(path.name for folder in (self.raws, self.wavs) for path in folder.iterdir())


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with Store.open(f"sqlite:///{tmp_path}/centre.db", "0.1") as store:
        place = Place(tmp_path, store)
        yield place
        await place.recordings.close()


async def _finished(place: Place, talk_seconds: float | None = None) -> Recording:
    await place.store.save_recording(a_recording(ONE))
    row = await place.recordings.finish(ONE, talk_seconds)
    assert row is not None
    assert await place.store.recording(ONE) == row
    return row


async def test_a_recording_is_stored_as_wav_with_the_caller_left_and_the_agent_right(place: Place) -> None:
    place.write_raw(ONE, seconds=2.0)
    row = await _finished(place, talk_seconds=2.0)
    assert (row.state, row.reason, row.file, row.seconds) == (RecordingState.STORED, "", f"{ONE}.wav", 2.0)
    assert (row.agent, row.queue, row.started_at) == ("8001", "repair", 1010.0)
    assert place.files() == [f"{ONE}.wav"]
    with wave.open(str(place.recordings.path(row))) as sound:
        assert sound.getparams()[:4] == (2, 2, 8000, 16000)
        assert struct.unpack("<hh", sound.readframes(1)) == (1000, -1000)


async def test_size_and_checksum_are_those_of_the_whole_file(place: Place) -> None:
    place.write_raw(ONE, seconds=30.0)  # several pieces
    row = await _finished(place)
    content = place.recordings.path(row).read_bytes()
    assert (row.bytes, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert struct.unpack("<I", content[4:8]) == (len(content) - 8,)
    assert struct.unpack("<I", content[40:44]) == (len(content) - 44,)


async def test_the_size_of_a_finished_file_is_told(place: Place) -> None:
    told: list[int] = []
    place.recordings.on_stored = told.append
    place.write_raw(ONE, seconds=1.0)
    await _finished(place)
    assert told == [44 + 32000]


async def test_half_a_sample_at_the_end_is_left_out(place: Place) -> None:
    place.write_raw(ONE, seconds=1.0, tail=b"\7")
    assert (await _finished(place)).bytes == 44 + 32000


@pytest.mark.parametrize(("callers", "agents"), [(30.0, 29.0), (29.0, 30.0), (1.0, 0.0)])
async def test_a_track_that_is_a_little_shorter_ends_in_silence(
    place: Place, callers: float, agents: float
) -> None:
    place.write_raw(ONE, seconds=callers, agents=agents)
    row = await _finished(place)
    assert (row.state, row.seconds) == (RecordingState.STORED, max(callers, agents))
    with wave.open(str(place.recordings.path(row))) as sound:
        frames = list(struct.iter_unpack("<hh", sound.readframes(sound.getnframes())))
    for track, (seconds, sample) in enumerate(((callers, 1000), (agents, -1000))):
        loud = int(8000 * seconds)
        assert {frame[track] for frame in frames[:loud]} <= {sample}
        assert {frame[track] for frame in frames[loud:]} <= {0}


async def test_a_track_that_is_much_shorter_than_the_other_makes_the_recording_broken(place: Place) -> None:
    place.write_raw(ONE, seconds=10.0, agents=8.9)
    row = await _finished(place, talk_seconds=10.0)
    assert (row.state, row.reason) == (RecordingState.BROKEN, "tracks apart: one ends 1.1 s before the other")


async def test_a_track_whose_file_is_missing_is_silent(place: Place) -> None:
    _, agents = place.write_raw(ONE, seconds=0.5)
    agents.unlink()
    row = await _finished(place)
    assert (row.state, row.seconds) == (RecordingState.STORED, 0.5)
    assert place.files() == [f"{ONE}.wav"]


async def test_a_finished_file_is_for_its_owner_and_group_alone(place: Place) -> None:
    place.write_raw(ONE, seconds=1.0)
    mask = os.umask(0o077)
    try:
        row = await _finished(place)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(place.recordings.path(row).stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("recorded", "talked", "reason"),
    [
        (9.0, 10.0, ""),
        (8.9, 10.0, "too short: 8.9 s recorded of 10.0 s talked"),
        (98.0, 100.0, ""),
        (97.9, 100.0, "too short: 97.9 s recorded of 100.0 s talked"),
        (12.0, 10.0, ""),
    ],
)
async def test_the_length_may_fall_short_of_the_talk_by_a_second_or_two_per_cent(
    place: Place, recorded: float, talked: float, reason: str
) -> None:
    place.write_raw(ONE, seconds=recorded)
    row = await _finished(place, talk_seconds=talked)
    assert row.reason == reason
    assert row.state is (RecordingState.BROKEN if reason else RecordingState.STORED)
    assert place.files() == [f"{ONE}.wav"]  # what there is, is kept


async def test_a_missing_file_is_broken_with_the_reason(place: Place) -> None:
    row = await _finished(place, talk_seconds=10.0)
    assert (row.state, row.reason) == (RecordingState.BROKEN, f"missing: no file {ONE}.caller.raw")


async def test_an_empty_file_is_broken_with_the_reason_and_goes(place: Place) -> None:
    place.write_raw(ONE, seconds=0.0)
    row = await _finished(place, talk_seconds=10.0)
    assert (row.state, row.reason) == (RecordingState.BROKEN, "empty: Asterisk wrote no sound")
    assert place.files() == []


async def test_a_file_that_cannot_be_written_is_broken_and_the_raw_file_stays(place: Place) -> None:
    place.write_raw(ONE, seconds=1.0)
    (place.wavs / f"{ONE}.wav").mkdir()  # nothing can be renamed over a folder
    row = await _finished(place)
    assert (row.state, row.reason) == (RecordingState.BROKEN, "cannot be finished: Is a directory")
    assert place.files() == [*raws(ONE), f"{ONE}.wav"]


async def test_a_file_longer_than_wav_can_name_is_broken_and_the_raw_file_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracks, "_MOST_BYTES", 32000)
    place.write_raw(ONE, seconds=1.5)
    row = await _finished(place)
    assert row.reason.startswith("too long: ")
    assert place.files() == raws(ONE)


async def test_the_raw_file_stays_while_the_row_is_not_stored(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write_raw(ONE, seconds=1.0)
    await place.store.save_recording(a_recording(ONE))

    async def refuse(_recording: Recording) -> None:
        raise StorageFailedError("centre.db", "the disk went away")

    with monkeypatch.context() as patch:
        patch.setattr(place.store, "save_recording", refuse)
        with pytest.raises(StorageFailedError):
            await place.recordings.finish(ONE, 1.0)
    assert place.files() == [*raws(ONE), f"{ONE}.wav"]
    assert await place.recordings.repair(busy=()) == Repaired(stored=(ONE,))
    assert place.files() == [f"{ONE}.wav"]


async def test_finishing_twice_changes_nothing(place: Place) -> None:
    place.write_raw(ONE, seconds=1.0)
    first = await _finished(place, talk_seconds=1.0)
    assert await place.recordings.finish(ONE, 1.0) == first
    place.write_raw(TWO, seconds=1.0)
    await place.store.save_recording(a_recording(TWO))
    broken = await place.recordings.finish(TWO, 60.0)
    assert await place.recordings.finish(TWO, 60.0) == broken


async def test_a_contact_without_a_talk_has_no_recording_and_its_empty_file_goes(place: Place) -> None:
    place.write_raw(ONE, seconds=0.0)
    assert await place.recordings.finish(ONE, None) is None
    assert await place.store.recording(ONE) is None
    assert place.files() == []


async def test_repair_finishes_what_a_crash_left(place: Place) -> None:
    place.write_raw(ONE, seconds=3.0)
    place.write_raw(TWO, seconds=3.0)
    for contact, talked in ((ONE, 3.0), (TWO, 60.0)):
        record = a_record(contact, talk_seconds=talked)
        save = a_save(contact, 1, phase=None, record=record, recordings=(a_recording(contact),))
        await place.store.save(save)
    await place.store.save_recording(a_recording("c-3"))
    (place.wavs / ".c-9.wav.part").write_bytes(b"half made")
    assert await place.recordings.repair(busy=()) == Repaired(stored=(ONE,), broken=("c-3", TWO))
    assert place.files() == [f"{ONE}.wav", f"{TWO}.wav"]
    assert await place.recordings.repair(busy=()) == Repaired()


async def test_repair_reports_files_without_a_row_and_stores_them(place: Place) -> None:
    for path in place.write_raw(ONE, seconds=10.0):
        os.utime(path, (5000.0, 5000.0))
    place.write_raw(TWO, seconds=0.0)
    assert await place.recordings.repair(busy=()) == Repaired(stored=(ONE,), orphans=(ONE,), silent=(TWO,))
    row = await place.store.recording(ONE)
    assert row is not None
    assert (row.started_at, row.agent, row.state) == (4990.0, "", RecordingState.STORED)
    assert place.files() == [f"{ONE}.wav"]


async def test_repair_leaves_the_files_of_calls_that_go_on(place: Place) -> None:
    place.write_raw(ONE, seconds=1.0)
    place.write_raw(TWO, seconds=1.0)
    await place.store.save_recording(a_recording(ONE))
    assert await place.recordings.repair(busy={ONE, TWO}) == Repaired()
    assert await place.store.recording(ONE) == a_recording(ONE)
    assert place.files() == [*raws(ONE), *raws(TWO)]


@pytest.mark.parametrize("seconds", [0.0, 1.0])
@pytest.mark.parametrize("track", [0, 1])
async def test_repair_leaves_the_files_that_are_still_written(
    place: Place, seconds: float, track: int
) -> None:
    path = place.write_raw(ONE, seconds)[track]
    asterisk = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        assert await place.recordings.repair(busy=()) == Repaired(in_use=(ONE,))
        assert place.files() == raws(ONE)
    finally:
        os.close(asterisk)
    assert (await place.recordings.repair(busy=())).in_use == ()
    assert not set(raws(ONE)).intersection(place.files())


@pytest.mark.parametrize("seconds", [0.0, 1.0])
async def test_a_recording_that_goes_on_in_the_fallback_is_not_taken_away(
    place: Place, seconds: float
) -> None:
    callers, agents = place.write_raw(ONE, seconds)
    with callers.open("ab") as asterisk, agents.open("ab") as other:
        with pytest.raises(StillWrittenError, match=f"{ONE} is still written; finish it again when"):
            await place.recordings.finish(ONE, seconds)
        asterisk.write(struct.pack("<h", 1000) * 8000)
        other.write(struct.pack("<h", -1000) * 8000)
    row = await place.recordings.finish(ONE, seconds)
    assert row is not None
    assert (row.state, row.seconds) == (RecordingState.STORED, seconds + 1.0)
    assert place.files() == [f"{ONE}.wav"]


async def test_repair_removes_the_raw_file_of_a_stored_recording(place: Place) -> None:
    place.write_raw(ONE, seconds=1.0)
    row = await _finished(place)
    place.write_raw(ONE, seconds=1.0)  # as if the process had died before it was removed
    await place.recordings.repair(busy=())
    assert place.files() == [f"{ONE}.wav"]
    assert await place.store.recording(ONE) == row


async def test_repair_reads_every_page_of_the_ledger(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings_module, "_PAGE_ROWS", 3)
    for number in range(10):
        await place.store.save_recording(a_recording(f"c-{number}", started_at=float(number // 5)))
    assert len((await place.recordings.repair(busy=())).broken) == 10


@pytest.mark.parametrize("contact", ["", "../c-1", "a/b", ".hidden", "c 1", "c-1\n", "张", "$(id)"])
async def test_a_name_that_could_leave_the_folder_is_refused(place: Place, contact: str) -> None:
    with pytest.raises(BadRecordingNameError, match="cannot name a recording: only letters"):
        await place.recordings.finish(ContactId(contact), None)


async def test_files_that_are_named_otherwise_are_left_alone(place: Place) -> None:
    (place.raws / "not ours.raw").write_bytes(b"1234")
    (place.raws / "notes.txt").touch()
    assert await place.recordings.repair(busy=()) == Repaired()
    assert place.files() == ["not ours.raw", "notes.txt"]


@pytest.mark.parametrize(("free", "fits"), [(2 * 32_000 * 60, True), (2 * 32_000 * 60 - 1, False)])
async def test_there_is_room_when_raw_and_finished_file_fit(
    place: Place, monkeypatch: pytest.MonkeyPatch, free: int, fits: bool
) -> None:
    monkeypatch.setattr(archive_module, "_free", lambda folder: free)
    assert await place.recordings.room_for(60.0) is fits
