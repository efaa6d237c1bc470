"""The archive: finishes each contact's recording when the talk is over, one after the other."""

import asyncio
from typing import Protocol

import structlog

from ivr.telephony.ids import ContactId

log = structlog.get_logger()


class Finisher(Protocol):
    """Makes a finished recording of what the phone system left."""

    async def finish(self, contact: ContactId, talk_seconds: float) -> None:
        """Write the file, enter it into the ledger; a fault is entered there, never raised."""


class Archive:
    """Takes orders to finish recordings and carries them out in the background."""

    def __init__(self, finisher: Finisher) -> None:
        self._finisher = finisher
        self._orders: asyncio.Queue[tuple[ContactId, float]] = asyncio.Queue()

    def close(self, contact: ContactId, talk_seconds: float) -> None:
        """Begin to finish the contact's recording, which should be ``talk_seconds`` long."""
        self._orders.put_nowait((contact, talk_seconds))

    async def run(self) -> None:
        """Finish recordings until cancelled."""
        while True:
            contact, talk_seconds = await self._orders.get()
            try:
                await self._finisher.finish(contact, talk_seconds)
            except Exception:
                log.exception("recording_not_finished", contact=contact)
            finally:
                self._orders.task_done()

    async def drained(self) -> None:
        """Return when every order has been carried out."""
        await self._orders.join()
