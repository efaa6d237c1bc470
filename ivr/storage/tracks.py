"""Tracks: a finished two-track recording, from Asterisk's raw files to a WAV file with its checksum.

A raw file has no header and one track: 16-bit little-endian samples at 8,000 Hz.  There are two of
them, the caller's (left) and the agent's (right), which began at the same moment.
"""

import hashlib
import os
import struct
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import msgspec

BYTES_PER_SECOND = 32_000
"""Of both tracks together."""
_RATE = 8_000
_TRACKS = 2
_SAMPLE_BYTES = 2
_FRAME_BYTES = _TRACKS * _SAMPLE_BYTES
_HEADER_BYTES = 44
_PIECE_FRAMES = 64 * 1024
_MOST_BYTES = 0xFFFF_FFFF - _HEADER_BYTES
_FILE_MODE = 0o640


class RawPair(msgspec.Struct, frozen=True):
    """Asterisk's two files of one recording; either may not be there."""

    caller: Path
    agent: Path

    def paths(self) -> tuple[Path, Path]:
        """Both, the caller's first."""
        return self.caller, self.agent


class Tracks(msgspec.Struct, frozen=True, kw_only=True):
    """A whole WAV file: its length, size in bytes and SHA-256 (hex), header included.

    ``apart`` is by how many seconds one track was shorter than the other: it ends in silence.
    """

    seconds: float
    apart: float
    bytes: int
    sha256: str


class TooLongError(Exception):
    """More sound than the header of a WAV file can name."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"too long: {self.seconds / 3600:.1f} h, and a WAV file holds 37 h"


def write_wav(raws: RawPair, target: Path) -> Tracks:
    """Make ``target`` from the raw files, whole or not at all; what was there is replaced.

    Reads only what the raw files hold at the start, without half a sample at their ends; one that is not
    there is silent.  Raises ``OSError`` and ``TooLongError``; then no part of it is left.
    """
    part = part_of(target)
    try:
        tracks = _write_part(raws, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return tracks


def part_of(target: Path) -> Path:
    """The name under which a WAV file is made."""
    return target.with_name(f".{target.name}.part")


def _write_part(raws: RawPair, part: Path) -> Tracks:
    lengths = [_samples(path) for path in raws.paths()]
    frames = max(lengths)
    if frames * _FRAME_BYTES > _MOST_BYTES:
        raise TooLongError(frames / _RATE)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
    with os.fdopen(descriptor, "wb", buffering=0) as sink:
        os.fchmod(sink.fileno(), _FILE_MODE)  # the mask must not take the group's right to read
        digest = hashlib.sha256()
        for piece in chain((_header(frames * _FRAME_BYTES),), _pieces(raws, lengths)):
            digest.update(piece)
            _write_all(sink.fileno(), piece)
        os.fsync(sink.fileno())
    return Tracks(
        seconds=frames / _RATE,
        apart=(frames - min(lengths)) / _RATE,
        bytes=_HEADER_BYTES + frames * _FRAME_BYTES,
        sha256=digest.hexdigest(),
    )


def _samples(raw: Path) -> int:
    try:
        return raw.stat().st_size // _SAMPLE_BYTES
    except FileNotFoundError:
        return 0


def _pieces(raws: RawPair, lengths: Sequence[int]) -> Iterator[bytes]:
    """The frames of both tracks, side by side, in pieces; the shorter track ends in silence."""
    with ExitStack() as stack:
        sources = [
            stack.enter_context(path.open("rb")) if length else None
            for path, length in zip(raws.paths(), lengths, strict=True)
        ]
        for begin in range(0, max(lengths), _PIECE_FRAMES):
            frames = min(_PIECE_FRAMES, max(lengths) - begin)
            piece = array("h", bytes(frames * _FRAME_BYTES))
            for track, (source, length) in enumerate(zip(sources, lengths, strict=True)):
                wanted = max(0, min(frames, length - begin))
                if source is not None and wanted:
                    piece[track : wanted * _TRACKS : _TRACKS] = array(
                        "h", source.read(wanted * _SAMPLE_BYTES)
                    )
            yield piece.tobytes()


def _header(data_bytes: int) -> bytes:
    """The 44 bytes before the sound: RIFF, PCM, two tracks, 8,000 Hz, 16 bits."""
    shape = struct.pack("<IHHIIHH", 16, 1, _TRACKS, _RATE, BYTES_PER_SECOND, _FRAME_BYTES, 16)
    riff = b"RIFF" + struct.pack("<I", data_bytes + _HEADER_BYTES - 8) + b"WAVE"
    return riff + b"fmt " + shape + b"data" + struct.pack("<I", data_bytes)


def _write_all(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
