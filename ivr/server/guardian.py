"""The guardian: a small parent that keeps the server running, and its callers safe while it is not.

The server beats: a byte through a pipe, twice a second, from its event loop and only while it holds
the line to Asterisk.  A server that died is started again at once; one that stopped beating is frozen
and is killed first.  While there is no beat for ``SECONDS_OF_TRUST`` the callers inside would wait for
nobody, so each is sent on to the extensions' fallback.
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

BEATS_EVERY = 0.5
"""Seconds between two beats of the server."""

SECONDS_OF_TRUST = 3.0
"""After this long without a beat the callers inside are sent to the fallback."""

SECONDS_TO_FREEZE = 2.0
"""A server that has been beating and is silent for this long is frozen, and killed."""

SECONDS_TO_DRAIN = 10.0
"""How long a server that was asked to end may take."""

_LOOK_EVERY = 0.1


class Pulse:
    """What is known of a server's heart."""

    def __init__(self, now: float) -> None:
        self.last = now
        self.beating = False

    def beat(self, now: float) -> None:
        """The server gave a sign of life."""
        self.last = now
        self.beating = True

    def born(self) -> None:
        """A new server was started; it has not beaten yet, and the callers wait since the last beat."""
        self.beating = False

    def is_frozen(self, now: float) -> bool:
        """Whether a server that had been beating has stopped."""
        return self.beating and now - self.last > SECONDS_TO_FREEZE

    def is_lost(self, now: float) -> bool:
        """Whether nobody has driven the calls for longer than callers may be left alone."""
        return now - self.last > SECONDS_OF_TRUST


class Guardian:
    """Runs the server as a child process, given as the command line that starts it.

    ``{beat}`` in the command line becomes the number of the pipe to beat into.  ``rescue`` sends
    everybody inside to the fallback and answers how many there were.
    """

    def __init__(self, command: tuple[str, ...], rescue: Callable[[], Awaitable[int]]) -> None:
        self._command = command
        self._rescue = rescue
        self._pulse = Pulse(time.monotonic())
        self._stopping = False

    async def run(self) -> None:
        """Keep the server running until ``stop``; return when it has ended."""
        rescuing = asyncio.create_task(self._rescue_the_lost())
        failures = 0
        try:
            while not self._stopping:
                began = time.monotonic()
                code = await self._one_life()
                failures = 0 if time.monotonic() - began > 10 else failures + 1
                if not self._stopping:
                    log.error("server_ended", code=code, failures=failures)
                    await asyncio.sleep(min(0.05 * failures**2, 1.0))
        finally:
            rescuing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await rescuing

    def stop(self) -> None:
        """Ask the server to end, and do not start another."""
        self._stopping = True

    async def _one_life(self) -> int:
        """Start a server and watch it until it has ended; its exit code."""
        reader, writer = os.pipe()
        words = tuple(str(writer) if word == "{beat}" else word for word in self._command)
        server = await asyncio.create_subprocess_exec(*words, pass_fds=(writer,))
        os.close(writer)
        self._pulse.born()
        listening = asyncio.get_running_loop()
        listening.add_reader(reader, self._hear, reader)
        log.info("server_started", pid=server.pid)
        try:
            return await self._watch(server)
        finally:
            listening.remove_reader(reader)
            os.close(reader)

    async def _watch(self, server: asyncio.subprocess.Process) -> int:
        ending = asyncio.create_task(server.wait())
        asked_at: float | None = None
        try:
            while not (await asyncio.wait({ending}, timeout=_LOOK_EVERY))[0]:
                if self._pulse.is_frozen(time.monotonic()) and not self._stopping:
                    log.error("server_frozen", pid=server.pid)
                    _signal(server, signal.SIGKILL)
                if self._stopping and asked_at is None:
                    asked_at = time.monotonic()
                    _signal(server, signal.SIGTERM)
                if asked_at is not None and time.monotonic() - asked_at > SECONDS_TO_DRAIN:
                    _signal(server, signal.SIGKILL)
            return ending.result()
        finally:
            if not ending.done():
                _signal(server, signal.SIGKILL)
                await ending

    def _hear(self, reader: int) -> None:
        if os.read(reader, 4096):
            self._pulse.beat(time.monotonic())
        else:
            asyncio.get_running_loop().remove_reader(reader)

    async def _rescue_the_lost(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if self._stopping or not self._pulse.is_lost(time.monotonic()):
                continue
            try:
                rescued = await self._rescue()
            except Exception as error:
                log.warning("rescue_failed", error=repr(error))
                rescued = 0
            if rescued:
                log.warning("callers_sent_to_fallback", callers=rescued)
            await asyncio.sleep(1.0)


def _signal(server: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        server.send_signal(number)


def server_command(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The command line of a server with these arguments, under this very Python."""
    return (sys.executable, "-m", "ivr.cli.main", "worker", "--beat", "{beat}", *arguments)
