"""The guardian: a small parent that keeps the server running, and its callers safe while it is not.

The server gives signs of life through a pipe from its event loop, and says with each whether it drives
the calls.  A server that died is followed at once by the next one, which is loaded and waits; one that
gives no sign any more is frozen and is killed first.  While nobody drives the calls those inside would
wait for nobody, so each is sent on to the extensions' fallback after a while (``signs.SECONDS_OF_TRUST``).
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable

import structlog

from ivr.server.child import Child
from ivr.server.notifying import READY, STOPPING, Notifier, reloading
from ivr.server.signs import Pulse

log = structlog.get_logger()

SECONDS_TO_END = 8.0
"""How long a server that was asked to end may take for it beyond its time to drain."""

_LOOK_EVERY = 0.1
_NEXT_EVERY = 5.0
_RESCUE_EVERY = 0.5


class Guardian:
    """Runs the server as a child process, given as the command line that starts it.

    ``{beat}`` in the command line becomes the number of the pipe to give signs of life into, ``{turn}``
    that of the pipe on which a byte says that its turn has come.  ``rescue`` sends everybody inside to
    the fallback and answers how many there were.  ``drain_seconds`` is how long a server that was asked
    to end lets talks go on.
    """

    def __init__(
        self,
        command: tuple[str, ...],
        rescue: Callable[[], Awaitable[int]],
        drain_seconds: float = 0.0,
        notifier: Notifier | None = None,
    ) -> None:
        self._command = command
        self._rescue = rescue
        self._drain_seconds = drain_seconds
        self._notifier = notifier or Notifier({})
        self._pulse = Pulse(time.monotonic())
        self._present: Child | None = None
        self._next: Child | None = None
        self._next_try = 0.0
        self._stopping = False
        self._patient_until = 0.0

    async def run(self) -> None:
        """Keep a server running until ``stop``; return when it has ended."""
        rescuing = asyncio.create_task(self._rescue_the_lost())
        failures = 0
        try:
            while not self._stopping:
                try:
                    code = await self._one_life()
                except OSError as error:
                    log.error("server_not_started", reason=str(error))
                    code = 1
                failures = 0 if self._pulse.has_driven else failures + 1
                if not self._stopping:
                    log.error("server_ended", code=code, failures=failures)
                    # One that drove the calls is followed at once; one that cannot is not hurried.
                    await asyncio.sleep(min(0.1 * failures**2, 1.0))
        finally:
            rescuing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await rescuing
            if self._next is not None:
                await self._next.bury()

    def stop(self) -> None:
        """Ask the server to end, and do not start another; asked again, it need not wait for anybody."""
        self._notifier.tell(STOPPING)
        if self._stopping and self._present is not None:
            self._present.signal(signal.SIGTERM)
        self._patient_until = 0.0 if self._stopping else time.monotonic() + self._drain_seconds
        self._stopping = True

    @property
    def patient(self) -> bool:
        """Whether we were asked to end, and there is still time for callers to be served."""
        return time.monotonic() < self._patient_until

    @property
    def server(self) -> int | None:
        """The process of the present server; ``None`` between two."""
        return self._present.process.pid if self._present is not None else None

    @property
    def driven(self) -> bool:
        """Whether a server drives the calls, by its last sign."""
        return self._present is not None and self._pulse.driving

    def reload(self) -> None:
        """Have the server read again what administrators wrote."""
        self._notifier.tell(reloading())
        if self._present is not None and self._pulse.has_driven:
            self._present.signal(signal.SIGHUP)
        self._notifier.tell(READY)

    async def _one_life(self) -> int:
        """Let the next server serve and watch it until it has ended; its exit code."""
        server = await self._take_next()
        listening = asyncio.get_running_loop()
        try:
            self._pulse.born()
            self._present = server
            listening.add_reader(server.beats, self._hear, server)
            log.info("server_started", pid=server.process.pid)
            server.begin()
            return await self._watch(server)
        finally:
            self._present = None
            listening.remove_reader(server.beats)
            await server.bury()

    async def _take_next(self) -> Child:
        waiting, self._next = self._next, None
        if waiting is not None and waiting.alive:
            return waiting
        if waiting is not None:
            await waiting.bury()
        return await Child.load(self._command)

    async def _watch(self, server: Child) -> int:
        ending = asyncio.create_task(server.process.wait())
        asked_at: float | None = None
        try:
            while not (await asyncio.wait({ending}, timeout=_LOOK_EVERY))[0]:
                now = time.monotonic()
                self._pulse.looked(now)
                if self._pulse.is_frozen(now) and not self._stopping:
                    log.error("server_frozen", pid=server.process.pid)
                    server.signal(signal.SIGKILL)
                if self._stopping and asked_at is None:
                    asked_at = now
                    server.signal(signal.SIGTERM)
                if asked_at is not None and now - asked_at > self._drain_seconds + SECONDS_TO_END:
                    server.signal(signal.SIGKILL)
                if self._pulse.driving and self._next is None and not self._stopping:
                    await self._prepare_next(now)
            return ending.result()
        finally:
            ending.cancel()

    async def _prepare_next(self, now: float) -> None:
        """Have a server wait for its turn; where the machine has no room for one, the present one serves."""
        if now < self._next_try:
            return
        try:
            self._next = await Child.load(self._command)
        except OSError as error:
            log.warning("no_room_for_the_next_server", reason=str(error))
            self._next_try = now + _NEXT_EVERY

    def _hear(self, server: Child) -> None:
        signs = os.read(server.beats, 4096)
        if not signs:
            asyncio.get_running_loop().remove_reader(server.beats)
            return
        now = time.monotonic()
        alone = now - self._pulse.last_driven
        if self._pulse.heard(signs, now):
            log.info("server_drives", pid=server.process.pid, seconds_without=round(alone, 3))
            self._notifier.tell(READY)

    async def _rescue_the_lost(self) -> None:
        again_at = 0.0
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            now = time.monotonic()
            self._notifier.alive(now)
            self._pulse.looked(now)
            # Also while it is to end: one that freezes then drives nobody until its time is up.
            if self._pulse.is_lost(now) and now >= again_at:
                again_at = now + _RESCUE_EVERY
                await self._send_away()

    async def _send_away(self) -> None:
        try:
            rescued = await self._rescue()
        except Exception as error:
            # Whatever it is: it is tried again, and the server is more important.
            log.warning("rescue_failed", error=repr(error))
            return
        if rescued:
            log.warning("callers_sent_to_fallback", callers=rescued)


def server_command(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The command line of a server with these arguments, under this very Python."""
    return (sys.executable, "-m", "ivr.server.standby", "--beat", "{beat}", "--turn", "{turn}", *arguments)
