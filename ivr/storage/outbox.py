"""The outbox: survey answers that the database cannot take now, in a file that outlives us."""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import structlog

from ivr.storage.values import Answer

log = structlog.get_logger()

_line: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)


class Outbox:
    """One answer a line.  Every method may block, and may raise OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, answers: Iterable[Answer]) -> None:
        """Add answers; when this returns they are on the disk."""
        text = b"".join(msgspec.json.encode(answer) + b"\n" for answer in answers)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        try:
            os.write(descriptor, text)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self) -> tuple[Answer, ...]:
        """All that is in it; a line that was cut off by a power cut is left out."""
        if not self._path.exists():
            return ()
        found = []
        for line in self._path.read_bytes().splitlines():
            try:
                found.append(_line.decode(line))
            except msgspec.MsgspecError as error:
                log.error("outbox_line_unreadable", file=str(self._path), reason=str(error))
        return tuple(found)

    def clear(self) -> None:
        """Empty it: the database has everything."""
        self._path.unlink(missing_ok=True)
