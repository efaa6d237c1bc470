"""The lifeline: the line to Asterisk as the house lives by it, and the signs of life to the guardian."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable

import structlog

from ivr.asterisk.ari.errors import AriError, LinkLostError, UnansweredError
from ivr.server.contacts import Contacts
from ivr.server.reach import Reach
from ivr.server.resyncing import Resyncing
from ivr.server.signs import ALIVE, BEATS_EVERY, driving

log = structlog.get_logger()

SECONDS_BETWEEN_RESYNCS = 0.5
"""How long to wait when Asterisk answers, but not what it should."""

SECONDS_TO_CONFIRM = 1.0
"""How long after a resync we look once more."""

SECONDS_UNTIL_GONE = 3.0
"""After this long without a line to an Asterisk whose process is gone, its calls are over."""


class GuardianGoneError(Exception):
    """The guardian has died, and nobody is inside any more: another one will start its own server."""


class Lifeline:
    """Holds the contacts while there is no line, and sets them right when it is back.

    ``pid_of_asterisk`` tells the process of our Asterisk, None when there is none; ``silence`` for how many
    seconds nothing has been heard from it.
    """

    def __init__(
        self,
        contacts: Contacts,
        resyncing: Resyncing,
        reach: Reach,
        pid_of_asterisk: Callable[[], int | None],
        silence: Callable[[], float],
    ) -> None:
        self.linked = False
        self._contacts = contacts
        self._resyncing = resyncing
        self._reach = reach
        self._pid_of_asterisk = pid_of_asterisk
        self._silence = silence
        self._driving = asyncio.Event()
        self._resynced_at = 0.0

    @property
    def driving(self) -> bool:
        """Whether we hold the line and know what there is."""
        return self._driving.is_set()

    async def changed(self, up: bool) -> None:
        """The line came up or went down."""
        self.linked = up
        if not up:
            self._driving.clear()
            self._contacts.drive(False)
        elif await self._resync():
            self._contacts.drive(True)
            self._driving.set()
        else:
            return
        self._reach.linked(up)

    async def _resync(self) -> bool:
        """Whether we know again what there is; if not, the link is lost and its return brings us back."""
        while True:
            try:
                await self._resyncing.resync()
                self._resynced_at = time.monotonic()
                return True
            except (LinkLostError, UnansweredError) as error:
                log.warning("resync_broken", reason=str(error))
                return False
            except AriError as error:
                log.error("resync_refused", reason=str(error))
                await asyncio.sleep(SECONDS_BETWEEN_RESYNCS)

    async def _confirm(self) -> None:
        """A moment after a resync, make sure that nobody left in the very moment of it."""
        if not self.linked or time.monotonic() < self._resynced_at + SECONDS_TO_CONFIRM:
            return
        try:
            await self._resyncing.confirm()
        except AriError as error:
            log.warning("resync_not_confirmed", reason=str(error))

    async def watch_asterisk(self) -> None:
        """Without a line, and without the process that had them, there are no calls any more."""
        pid: int | None = None
        gone_since: float | None = None
        while True:
            await asyncio.sleep(0.5)
            present = self._pid_of_asterisk()
            if self.linked or pid is None:
                pid = present
            # One that was started since, and does not answer, never had our calls.
            if self.linked or (present is not None and present == pid):
                gone_since = None
                await self._confirm()
                continue
            gone_since = gone_since or time.monotonic()
            if time.monotonic() - gone_since >= SECONDS_UNTIL_GONE:
                self._contacts.drive(True)
                self._resyncing.lose_all()

    async def beat(self, pipe: int | None) -> None:
        """Give signs of life into the pipe.  Without a guardian we serve on, as long as somebody is inside.

        Raises GuardianGoneError when nobody is.
        """
        alone = pipe is None
        if pipe is not None:
            os.set_blocking(pipe, False)
        while True:
            if pipe is not None and not alone:
                try:
                    os.write(pipe, driving(self._silence()) if self.driving else ALIVE)
                except BlockingIOError:
                    # A guardian that stands still and reads nothing is no reason to stand still ourselves.
                    pass
                except BrokenPipeError:
                    log.error("guardian_gone", remedy="start switchroom serve again; it takes over from us")
                    alone = True
            if pipe is not None and alone and not self._contacts.inside():
                raise GuardianGoneError
            await self._until_next_beat()

    async def _until_next_beat(self) -> None:
        """A moment; shorter when we begin to drive, for the guardian waits to hear of that."""
        if self._driving.is_set():
            await asyncio.sleep(BEATS_EVERY)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BEATS_EVERY):
                await self._driving.wait()
