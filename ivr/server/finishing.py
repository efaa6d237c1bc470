"""Finishing recordings in the background, once the phone system has closed their files."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from ivr.telephony.ids import ContactId

log = structlog.get_logger()

SECONDS_TO_CLOSE = 1.0
"""How long after the caller's channel is gone Asterisk may still write to the file."""


class Finisher(Protocol):
    """Makes a finished recording of what the phone system left."""

    async def finish(self, contact: ContactId, talk_seconds: float | None) -> object:
        """Write the file and enter it into the ledger, or enter there why it is broken."""

    async def discard(self, contact: ContactId) -> object:
        """Remove what the phone system left: nothing of it was to be kept."""


class Finishing:
    """Takes orders to finish recordings and carries them out in their order."""

    def __init__(self, finisher: Finisher, clock: Callable[[], float]) -> None:
        self._finisher = finisher
        self._clock = clock
        self._orders: asyncio.Queue[tuple[float, ContactId, float | None]] = asyncio.Queue()

    def close(self, contact: ContactId, talk_seconds: float) -> None:
        """Order the contact's recording, which should be ``talk_seconds`` long, to be finished."""
        self._orders.put_nowait((self._clock() + SECONDS_TO_CLOSE, contact, talk_seconds))

    def discard(self, contact: ContactId) -> None:
        """Order what there is of the contact's recording to be removed."""
        self._orders.put_nowait((self._clock() + SECONDS_TO_CLOSE, contact, None))

    async def run(self) -> None:
        """Finish recordings until cancelled."""
        while True:
            due, contact, talk_seconds = await self._orders.get()
            await asyncio.sleep(max(0.0, due - self._clock()))
            try:
                if talk_seconds is None:
                    await self._finisher.discard(contact)
                else:
                    await self._finisher.finish(contact, talk_seconds)
            except Exception:
                log.exception("recording_not_finished", contact=contact)
            finally:
                self._orders.task_done()

    async def drained(self) -> None:
        """Return when every order has been carried out."""
        await self._orders.join()
