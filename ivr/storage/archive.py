"""The archive: the folders of raw and finished recordings, and what becomes of one contact's raw files."""

import errno
import fcntl
import os
import re
import signal
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ivr.storage.errors import BadRecordingNameError
from ivr.storage.tracks import BYTES_PER_SECOND, RawPair, TooLongError, Tracks, part_of, write_wav
from ivr.storage.values import Recording, RecordingState
from ivr.telephony.ids import ContactId

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", re.ASCII)
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_RESERVE_BYTES = 64 * 1024 * 1024
_CALLERS = ".caller.raw"
_AGENTS = ".agent.raw"


class Sealed(msgspec.Struct, frozen=True):
    """A ledger row as it is to be stored, and whether the raw file must stay for another try."""

    recording: Recording
    raw_stays: bool


class Archive:
    """Blocking; for a thread of its own.

    Asterisk writes ``raw_folder/CONTACT.caller.raw`` and ``raw_folder/CONTACT.agent.raw``; what is
    finished lies in ``folder/CONTACT.wav``, a folder that is made when it is not there.
    """

    def __init__(self, raw_folder: Path, folder: Path, reserve_bytes: int = _RESERVE_BYTES) -> None:
        self._raw_folder = raw_folder
        self._folder = folder
        self._reserve_bytes = reserve_bytes
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)

    def path(self, contact: ContactId) -> Path:
        """Where the contact's finished recording lies.  Raises ``BadRecordingNameError``."""
        return self._folder / f"{_safe(contact)}.wav"

    def raws_of(self, contact: ContactId) -> RawPair:
        """Where Asterisk writes.  Raises ``BadRecordingNameError``."""
        name = _safe(contact)
        return RawPair(self._raw_folder / f"{name}{_CALLERS}", self._raw_folder / f"{name}{_AGENTS}")

    def seal(self, opened: Recording, talk_seconds: float | None) -> Sealed:
        """Make the finished file.

        It is broken when it is more than 1 s and 2 % shorter than ``talk_seconds`` (``None``: not
        known, any length will do), or one track than the other.  The raw files are left where they
        are: ``release`` them when the row is stored.
        """
        raws, target = self.raws_of(opened.contact), self.path(opened.contact)
        if not any(raw.exists() for raw in raws.paths()):
            return Sealed(_broken(opened, f"missing: no file {raws.caller.name}"), raw_stays=False)
        if self.raw_bytes(opened.contact) == 0:
            return Sealed(_broken(opened, "empty: Asterisk wrote no sound"), raw_stays=False)
        try:
            tracks = write_wav(raws, target)
        except TooLongError as error:
            return Sealed(_broken(opened, str(error)), raw_stays=True)
        except OSError as error:
            return Sealed(_broken(opened, _reason(error)), raw_stays=True)
        return Sealed(_judged(opened, tracks, target.name, talk_seconds), raw_stays=False)

    def release(self, contact: ContactId) -> None:
        """Remove the raw files; one that is not there is no error."""
        for raw in self.raws_of(contact).paths():
            raw.unlink(missing_ok=True)

    def delete(self, contact: ContactId) -> None:
        """Remove the finished file and the raw ones; what is not there is no error."""
        self.path(contact).unlink(missing_ok=True)
        self.release(contact)

    def raw_bytes(self, contact: ContactId) -> int:
        """The size of Asterisk's files; 0 when there are none."""
        return sum(raw.stat().st_size for raw in self.raws_of(contact).paths() if raw.exists())

    def in_use(self, contact: ContactId) -> bool:
        """Whether somebody still has a raw file open for writing.

        ``False`` also where the kernel does not tell us: on another user's file without
        ``CAP_LEASE``, or on a file system without leases.
        """
        return any(_is_written(raw) for raw in self.raws_of(contact).paths())

    def began(self, contact: ContactId) -> float:
        """About when the raw files' sound began: the last change less the length (epoch seconds)."""
        found = [raw.stat() for raw in self.raws_of(contact).paths() if raw.exists()]
        length = 2 * max(status.st_size for status in found) / BYTES_PER_SECOND
        return max(status.st_mtime for status in found) - length

    def raws(self) -> Sequence[ContactId]:
        """The contacts that have raw files, by name; what is named otherwise is not ours."""
        names = {
            path.name.removesuffix(ending)
            for ending in (_CALLERS, _AGENTS)
            for path in self._raw_folder.glob(f"*{ending}")
        }
        return [ContactId(name) for name in sorted(names) if _NAME.fullmatch(name)]

    def clear_parts(self) -> None:
        """Remove what a crash left half made."""
        for part in self._folder.glob(part_of(Path("*.wav")).name):
            part.unlink(missing_ok=True)

    def room_for(self, seconds: float) -> bool:
        """Whether a recording of this length fits, as raw and as finished file, and 64 MiB are left."""
        each = int(seconds * BYTES_PER_SECOND)
        shared = self._raw_folder.stat().st_dev == self._folder.stat().st_dev
        wanted = each * (2 if shared else 1) + self._reserve_bytes
        return min(_free(self._raw_folder), _free(self._folder)) >= wanted


def _safe(contact: ContactId) -> str:
    if not _NAME.fullmatch(contact):
        raise BadRecordingNameError(contact)
    return contact


def _is_written(raw: Path) -> bool:
    try:
        descriptor = os.open(raw, os.O_RDONLY)
    except OSError:
        return False
    try:
        return _has_writer(descriptor)
    finally:
        os.close(descriptor)


def _has_writer(descriptor: int) -> bool:
    """A lease for reading is granted only on a file that nobody has open for writing."""
    # Who opens the file in that instant makes the kernel signal us: by default with one that kills.
    fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _free(folder: Path) -> int:
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def _judged(opened: Recording, tracks: Tracks, file: str, talk_seconds: float | None) -> Recording:
    reason = _shortcoming(tracks, talk_seconds)
    return msgspec.structs.replace(
        opened,
        file=file,
        seconds=tracks.seconds,
        bytes=tracks.bytes,
        sha256=tracks.sha256,
        state=RecordingState.BROKEN if reason else RecordingState.STORED,
        reason=reason,
    )


def _shortcoming(tracks: Tracks, talk_seconds: float | None) -> str:
    if talk_seconds is not None and talk_seconds - tracks.seconds > _allowance(talk_seconds):
        return f"too short: {tracks.seconds:.1f} s recorded of {talk_seconds:.1f} s talked"
    if tracks.apart > _allowance(tracks.seconds):
        return f"tracks apart: one ends {tracks.apart:.1f} s before the other"
    return ""


def _allowance(seconds: float) -> float:
    return max(1.0, seconds * 0.02)


def _broken(opened: Recording, reason: str) -> Recording:
    return msgspec.structs.replace(opened, state=RecordingState.BROKEN, reason=reason)


def _reason(error: OSError) -> str:
    if error.errno in _DISK_FULL:
        return "disk full: free some space, then restart to finish it"
    return f"cannot be finished: {error.strerror}"
