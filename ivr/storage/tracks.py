"""Tracks: a finished two-track recording, from Asterisk's raw file to a WAV file with its checksum.

The raw file has no header: 16-bit little-endian samples at 8,000 Hz, caller and agent in turn
(left = caller, right = agent), 32,000 bytes a second.
"""

import hashlib
import os
import struct
from pathlib import Path

import msgspec

BYTES_PER_SECOND = 32_000
_RATE = 8_000
_TRACKS = 2
_FRAME_BYTES = 4
_HEADER_BYTES = 44
_PIECE_BYTES = 256 * 1024
_MOST_BYTES = 0xFFFF_FFFF - _HEADER_BYTES
_FILE_MODE = 0o640


class Tracks(msgspec.Struct, frozen=True, kw_only=True):
    """A whole WAV file: its length, size in bytes and SHA-256 (hex), header included."""

    seconds: float
    bytes: int
    sha256: str


class TooLongError(Exception):
    """More sound than the header of a WAV file can name."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"too long: {self.seconds / 3600:.1f} h, and a WAV file holds 37 h"


def write_wav(raw: Path, target: Path) -> Tracks:
    """Make ``target`` from the raw file, whole or not at all; what was there is replaced.

    Reads only what the raw file holds at the start, without half a frame at its end.  Raises
    ``OSError`` and ``TooLongError``; then no part of it is left.
    """
    part = part_of(target)
    try:
        tracks = _write_part(raw, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return tracks


def part_of(target: Path) -> Path:
    """The name under which a WAV file is made."""
    return target.with_name(f".{target.name}.part")


def _write_part(raw: Path, part: Path) -> Tracks:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
    with raw.open("rb") as source, os.fdopen(descriptor, "wb", buffering=0) as sink:
        os.fchmod(sink.fileno(), _FILE_MODE)  # the mask must not take the group's right to read
        left = os.fstat(source.fileno()).st_size // _FRAME_BYTES * _FRAME_BYTES
        seconds = left / BYTES_PER_SECOND
        if left > _MOST_BYTES:
            raise TooLongError(seconds)
        digest = hashlib.sha256()
        piece = _header(left)
        size = len(piece) + left
        while piece:
            digest.update(piece)
            _write_all(sink.fileno(), piece)
            piece = source.read(min(_PIECE_BYTES, left))
            left -= len(piece)
        os.fsync(sink.fileno())
    return Tracks(seconds=seconds, bytes=size, sha256=digest.hexdigest())


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
