"""Proving: collects the secret digits that agents press, and compares them; no digit leaves this file."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from ivr.storage.pins import PinsUnreadableError
from ivr.telephony.commands import CheckPin, CollectSecret, FindPin, ForgetSecret
from ivr.telephony.events import (
    CallerLeft,
    DigitPressed,
    Event,
    PinFound,
    SecretBegun,
    SecretChecked,
    SecretCollected,
)
from ivr.telephony.ids import AgentId, ChannelId, ContactId, SecretHandle

log = structlog.get_logger()

END_KEY, ANEW_KEY = "#", "*"

SECONDS_OF_QUIET = 1.5
"""Who goes on typing after his secret is complete types digits of it, until he pauses for so long."""


class Pins(Protocol):
    """Knows the agents' PINs."""

    def has(self, agent: str) -> bool:
        """Whether the agent has one.  Raises PinsUnreadableError."""

    def is_right(self, agent: str, pin: str) -> bool:
        """Whether this is it; takes a while.  Raises PinsUnreadableError."""


class _Asked:
    """A secret that somebody is asked for; it goes with his channel, checked or not."""

    def __init__(self, handle: SecretHandle, most: int) -> None:
        self.handle = handle
        self.most = most
        self.digits = ""
        self.quiet_from: float | None = None
        self.is_begun = False
        self.is_over = False


class Proving:
    """Keeps the keys of a channel to itself from the first secret on that its contact asks for."""

    def __init__(self, pins: Pins, deliver: Callable[[Event], None], clock: Callable[[], float]) -> None:
        self._pins = pins
        self._deliver = deliver
        self._clock = clock
        self._asked: dict[ChannelId, _Asked] = {}

    def swallows(self, event: Event) -> bool:
        """Whether the event is a key of a secret, which is kept here and told to nobody."""
        match event:
            case DigitPressed(channel=channel, at=at) if asked := self._asked.get(channel):
                if asked.quiet_from is not None and at >= asked.quiet_from:
                    del self._asked[channel]
                    return False
                self._press(event, asked)
                return True
            case CallerLeft(channel=channel):
                self._asked.pop(channel, None)
                return False
            case _:
                return False

    async def perform(
        self, contact: ContactId, command: FindPin | CollectSecret | ForgetSecret | CheckPin
    ) -> None:
        """Carry one command out; what becomes of it is told by events."""
        match command:
            case FindPin(agent=agent):
                exists = await self._has(agent)
                self._deliver(PinFound(contact=contact, at=self._clock(), agent=agent, exists=exists))
            case CollectSecret(handle=handle, channel=channel, most=most):
                self._asked[channel] = _Asked(handle, most)
            case ForgetSecret(handle=handle):
                self._forget(handle)
            case CheckPin(handle=handle, agent=agent):
                ok = await self._is_right(agent, self.take(handle))
                if not ok:
                    log.warning("pin_wrong", agent=agent)
                self._deliver(SecretChecked(contact=contact, at=self._clock(), handle=handle, ok=ok))

    def take(self, handle: SecretHandle) -> str:
        """The digits of a secret, which are not kept from now on."""
        for asked in self._asked.values():
            if asked.handle == handle:
                digits, asked.digits, asked.is_over = asked.digits, "", True
                return digits
        return ""

    def _forget(self, handle: SecretHandle) -> None:
        for asked in self._asked.values():
            if asked.handle == handle:
                asked.digits, asked.is_over = "", True
                asked.quiet_from = self._clock() + SECONDS_OF_QUIET

    def _press(self, event: DigitPressed, asked: _Asked) -> None:
        if asked.is_over:
            if asked.quiet_from is not None:
                asked.quiet_from = event.at + SECONDS_OF_QUIET
            return
        if not asked.is_begun:
            asked.is_begun = True
            self._deliver(SecretBegun(contact=event.contact, at=event.at, handle=asked.handle))
        if event.digit == ANEW_KEY:
            asked.digits = ""
            return
        asked.digits += "" if event.digit == END_KEY else event.digit
        length = len(asked.digits)
        if event.digit == END_KEY or length >= asked.most:
            asked.is_over = True
            collected = SecretCollected(
                contact=event.contact, at=event.at, handle=asked.handle, length=length
            )
            self._deliver(collected)

    async def _has(self, agent: AgentId) -> bool:
        """Whether he has a PIN; while that cannot be known he is asked, and no answer is right."""
        try:
            return await asyncio.to_thread(self._pins.has, agent)
        except PinsUnreadableError as error:
            log.error("pins_unreadable", reason=str(error))
            return True

    async def _is_right(self, agent: AgentId, digits: str) -> bool:
        try:
            return bool(digits) and await asyncio.to_thread(self._pins.is_right, agent, digits)
        except PinsUnreadableError as error:
            log.error("pins_unreadable", reason=str(error))
            return False
