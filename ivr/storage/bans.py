"""Bans: who is shut out, in one file that only we may read, changed by the server and the command line."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ivr.storage.errors import FileUnreadableError
from ivr.telephony.banning import Ban, source_of


class BansUnreadableError(FileUnreadableError):
    """The file of bans cannot be used; those who were shut out before come in until it can."""


class BanBook:
    """The bans of a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self) -> tuple[int, int] | None:
        """Something that is another after every change; None when there is no file."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_ino)

    def read(self) -> tuple[Ban, ...]:
        """The bans, those that are over too.  Raises BansUnreadableError."""
        try:
            bans = msgspec.json.decode(self._path.read_bytes(), type=tuple[Ban, ...])
        except FileNotFoundError:
            return ()
        except msgspec.DecodeError as error:
            raise BansUnreadableError(self._path, str(error), "remove the file") from error
        except OSError as error:
            why = error.strerror or repr(error)
            raise BansUnreadableError(self._path, why, "let this user read it") from error
        for ban in bans:
            if source_of(ban.source.partition("/")[0]) != ban.source:
                why = f"{ban.source!r} is no address that can be shut out"
                raise BansUnreadableError(self._path, why, "remove the file")
        return bans

    def change(self, change: Callable[[tuple[Ban, ...]], tuple[Ban, ...]]) -> tuple[Ban, ...]:
        """Change the bans, alone at it; answers what they are then.  Raises BansUnreadableError, OSError."""
        with self._alone():
            bans = change(self.read())
            self._write(bans)
        return bans

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = os.open(self._path.with_name(f".{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _write(self, bans: tuple[Ban, ...]) -> None:
        part = self._path.with_name(f".{self._path.name}.part")
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(bans), indent=1))
        part.replace(self._path)
