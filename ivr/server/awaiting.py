"""Awaiting files: a recording that somebody still writes is finished when he has closed it.

A caller whom the fallback took over goes on being recorded into the same file, long after the contact
has ended for us; finishing it would take the file away under the talk.
"""

import asyncio
from collections.abc import Callable, Iterable

import structlog

from ivr.server.finishing import Finisher
from ivr.telephony.ids import ContactId

log = structlog.get_logger()

SECONDS_BETWEEN_LOOKS = 5.0


class Awaiting:
    """Finishes recordings as another finisher does, but not while their files are written."""

    def __init__(self, finisher: Finisher, in_use: Callable[[ContactId], bool]) -> None:
        """``in_use`` says whether somebody has the contact's file open for writing; it may block."""
        self._finisher = finisher
        self._in_use = in_use
        self._open: dict[ContactId, float | None] = {}
        self._unwanted: set[ContactId] = set()

    async def finish(self, contact: ContactId, talk_seconds: float | None) -> object:
        """Finish the recording, now or when its file is closed; it may be longer than the talk then."""
        if not await asyncio.to_thread(self._in_use, contact):
            return await self._finisher.finish(contact, talk_seconds)
        self._await(contact, talk_seconds)
        return None

    async def discard(self, contact: ContactId) -> object:
        """Remove the recording, now or when its file is closed."""
        if not await asyncio.to_thread(self._in_use, contact):
            return await self._finisher.discard(contact)
        self._unwanted.add(contact)
        self._await(contact, None)
        return None

    def add(self, contacts: Iterable[ContactId]) -> None:
        """These files are being written; finish them once they are closed."""
        for contact in contacts:
            self._await(contact, None)

    async def run(self) -> None:
        """Look after the open files until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            for contact in sorted(self._open):
                await self._look(contact)

    def _await(self, contact: ContactId, talk_seconds: float | None) -> None:
        log.info("recording_goes_on", contact=contact)
        self._open[contact] = talk_seconds

    async def _look(self, contact: ContactId) -> None:
        if await asyncio.to_thread(self._in_use, contact):
            return
        talk_seconds = self._open.pop(contact)
        try:
            if contact in self._unwanted:
                self._unwanted.discard(contact)
                await self._finisher.discard(contact)
            else:
                await self._finisher.finish(contact, talk_seconds)
        except Exception:
            # The next server's repair tries it again.
            log.exception("recording_not_finished", contact=contact)
