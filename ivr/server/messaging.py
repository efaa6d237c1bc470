"""Messaging: sends the messages that dialplans want sent, until each service has taken its own."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog
from msgspec.structs import replace

from ivr.business.errors import BusinessError
from ivr.business.systems import Request
from ivr.storage.errors import StorageError
from ivr.storage.values import Message

log = structlog.get_logger()

SECONDS_BETWEEN_LOOKS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 900.0
"""How long to wait after the first vain try, in seconds; after each further one twice as long, up to this."""

SECONDS_TO_GIVE_UP = 86_400.0
MOST_AT_ONCE = 20


class Kept(Protocol):
    """Keeps messages over a crash.  Every method may raise a ``StorageError``."""

    async def due(self, now: float, limit: int) -> tuple[Message, ...]:
        """Those that are to be sent now."""

    async def put(self, message: Message) -> None:
        """Keep a message in place of the one of its key."""

    async def remove(self, key: str) -> None:
        """Keep it no longer."""


class Telling(Protocol):
    """Speaks with the business systems."""

    async def says_yes(self, request: Request) -> bool:
        """Whether the service says yes to what it is told.  Raises BusinessError."""


class Messaging:
    """Sends what is kept; a message that was taken just before a crash is sent again under its key."""

    def __init__(self, kept: Kept, systems: Telling, clock: Callable[[], float]) -> None:
        self._kept = kept
        self._systems = systems
        self._clock = clock
        self._awake = asyncio.Event()

    def wake(self) -> None:
        """There is a new message."""
        self._awake.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            self._awake.clear()
            try:
                full = await self._send_due()
            except StorageError as error:
                log.error("messages_unreadable", reason=str(error))
                full = False
            if full:
                continue
            try:
                await asyncio.wait_for(self._awake.wait(), SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                continue

    async def _send_due(self) -> bool:
        """Send what is due; True when more may be."""
        due = await self._kept.due(self._clock(), MOST_AT_ONCE)
        await asyncio.gather(*(self._send(message) for message in due))
        return len(due) == MOST_AT_ONCE

    async def _send(self, message: Message) -> None:
        why = await self._refused(message)
        if why is None:
            log.info("message_sent", key=message.key, service=message.service, tries=message.tries + 1)
            await self._kept.remove(message.key)
            return
        now, tries = self._clock(), message.tries + 1
        if now - message.at > SECONDS_TO_GIVE_UP:
            log.error("message_given_up", key=message.key, reason=why, tries=tries)
            await self._kept.remove(message.key)
            return
        pause = min(FIRST_PAUSE * 2 ** min(message.tries, 16), LONGEST_PAUSE)
        log.warning("message_not_sent", key=message.key, reason=why, again_in=pause)
        await self._kept.put(replace(message, tries=tries, next_at=now + pause))

    async def _refused(self, message: Message) -> str | None:
        """Why it was not taken; None when it was."""
        fill = {"to": message.recipient, "text": message.text, "key": message.key}
        request = Request(
            service=message.service, method="POST", fill=fill, headers={"Idempotency-Key": message.key}
        )
        try:
            return None if await self._systems.says_yes(request) else "the service did not take it"
        except BusinessError as error:
            return str(error)
