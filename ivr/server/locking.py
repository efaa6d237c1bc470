"""Locks on the state folder: one guardian and one server at a time, however the last ones ended.

A lock is the kernel's, on an open file, so it goes with the process that holds it.
"""

import asyncio
import contextlib
import fcntl
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

MAKE_ROOM = signal.SIGUSR1
"""Asks the process that holds a lock to end at once: another takes up everything it did."""

_POLL_SECONDS = 0.02


class HeldError(Exception):
    """Another process holds the lock."""

    def __init__(self, file: Path, pid: int | None) -> None:
        self.file = file
        self.pid = pid
        super().__init__(file, pid)

    def __str__(self) -> str:
        return (
            f"process {self.pid} holds {self.file}; stop it first, or give this centre its own state folder"
        )


@asynccontextmanager
async def held(file: Path, within: float) -> AsyncIterator[None]:
    """Hold the lock.  Raises HeldError when another process does not let go ``within`` seconds."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o640)
    try:
        until = time.monotonic() + within
        while not _take(descriptor):
            if time.monotonic() > until:
                raise HeldError(file, _pid_in(file))
            await asyncio.sleep(_POLL_SECONDS)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


async def end_holder(file: Path, within: float) -> int | None:
    """End the process that holds the lock: asked first, killed after ``within`` seconds.

    Answers which it was; None when nobody holds it.
    """
    asked: int | None = None
    until = time.monotonic() + within
    while (pid := holder(file)) is not None:
        with contextlib.suppress(ProcessLookupError):
            if pid != asked:
                os.kill(pid, MAKE_ROOM)
            elif time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
        asked = pid
        await asyncio.sleep(_POLL_SECONDS)
    return asked


def holder(file: Path) -> int | None:
    """The process that holds the lock; None when nobody does."""
    try:
        descriptor = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        return None if _take(descriptor) else _pid_in(file)
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pid_in(file: Path) -> int | None:
    text = file.read_text(encoding="ascii", errors="replace")
    return int(text) if text.isdigit() else None
