"""Verifying: whether a caller's secret is right; no digit of it leaves this file and ``proving``."""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from typing import Protocol

import structlog

from ivr.business.errors import BusinessError
from ivr.business.systems import Request
from ivr.server.errands import Errands
from ivr.server.sparingly import Sparingly
from ivr.storage.errors import StorageError
from ivr.storage.pins import is_hash_of
from ivr.telephony.commands import CheckSecret, SendCode
from ivr.telephony.events import CommandFailed, Event, Notified, NotifyFailed, SecretChecked
from ivr.telephony.ids import ContactId, SecretHandle

log = structlog.get_logger()

CODES_AN_HOUR = 5
"""So many codes are sent to one number within an hour."""

WRONG_AN_HOUR = 10
"""After so many wrong secrets of one account within an hour none of it is right any more."""

_HOUR = 3600.0
_CODE_HOLDER = "{code}"


class Pins(Protocol):
    """Knows the hashes of customers' PINs."""

    async def pin(self, customer: str) -> str | None:
        """The hash of the customer's PIN; None when he has none."""


class Asking(Protocol):
    """Speaks with the business systems."""

    async def says_yes(self, request: Request) -> bool:
        """Whether the service says yes to what it is told.  Raises BusinessError."""


class _Code:
    def __init__(self, digits: str, until: float) -> None:
        self.digits = digits
        self.until = until


class Verifying:
    """Sends one-time codes and checks secrets; what becomes of it is told by events."""

    def __init__(
        self,
        take: Callable[[SecretHandle], str],
        pins: Pins,
        systems: Asking,
        errands: Errands,
        deliver: Callable[[Event], None],
        clock: Callable[[], float],
    ) -> None:
        """``take`` gives the digits of a secret, which are not kept there from then on."""
        self._take = take
        self._pins = pins
        self._systems = systems
        self._errands = errands
        self._deliver = deliver
        self._clock = clock
        self._codes: dict[ContactId, _Code] = {}
        self._sent = Sparingly(CODES_AN_HOUR, _HOUR, clock)
        self._wrong = Sparingly(WRONG_AN_HOUR, _HOUR, clock)

    def perform(self, contact: ContactId, command: SendCode | CheckSecret) -> None:
        """Begin it."""
        match command:
            case SendCode():
                self._errands.begin(self._send(contact, command))
            case CheckSecret(handle=handle):
                self._errands.begin(self._check(contact, command, self._take(handle)))

    async def _send(self, contact: ContactId, command: SendCode) -> None:
        reason = await self._refused(contact, command)
        if reason is None:
            self._deliver(Notified(contact=contact, at=self._clock(), key=command.key))
            return
        log.warning("code_not_sent", reason=reason)
        self._deliver(NotifyFailed(contact=contact, at=self._clock(), key=command.key, reason=reason))

    async def _refused(self, contact: ContactId, command: SendCode) -> str | None:
        """Why the code was not sent; None when it was."""
        if not self._sent.may(command.to):
            return f"{CODES_AN_HOUR} codes an hour are sent to one number"
        self._sent.note(command.to)
        digits = "".join(secrets.choice("0123456789") for _ in range(command.digits))
        self._lose_old()
        self._codes[contact] = _Code(digits, self._clock() + command.seconds)
        text = command.text.replace(_CODE_HOLDER, digits)
        fill = {"to": command.to, "text": text, "key": command.key}
        request = Request(service=command.service, method="POST", fill=fill, headers=_once(command.key))
        try:
            return None if await self._systems.says_yes(request) else "the service did not take it"
        except BusinessError as error:
            return str(error)

    async def _check(self, contact: ContactId, command: CheckSecret, digits: str) -> None:
        try:
            ok = bool(digits) and await self._is_right(contact, command, digits)
        except (BusinessError, StorageError) as error:
            log.warning("secret_not_checked", reason=str(error))
            failed = CommandFailed(
                contact=contact,
                at=self._clock(),
                command=CheckSecret.__name__,
                about=command.handle,
                reason=str(error),
            )
            self._deliver(failed)
            return
        self._deliver(SecretChecked(contact=contact, at=self._clock(), handle=command.handle, ok=ok))

    async def _is_right(self, contact: ContactId, command: CheckSecret, digits: str) -> bool:
        account = contact if command.against == "code" else f"{command.service} {command.account}"
        if not self._wrong.may(account):
            log.warning("account_locked", against=command.against)
            return False
        match command.against:
            case "code":
                ok = self._is_code(contact, digits)
            case "customer":
                kept = await self._pins.pin(command.account)
                ok = kept is not None and await asyncio.to_thread(is_hash_of, kept, digits)
            case "service":
                fill = {"account": command.account, "digits": digits}
                request = Request(service=command.service, method="POST", fill=fill, seconds=4.0)
                ok = await self._systems.says_yes(request)
        if not ok:
            self._wrong.note(account)
            log.info("secret_wrong", against=command.against)
        return ok

    def _is_code(self, contact: ContactId, digits: str) -> bool:
        code = self._codes.get(contact)
        if code is None or code.until < self._clock() or not hmac.compare_digest(code.digits, digits):
            return False
        del self._codes[contact]
        return True

    def _lose_old(self) -> None:
        now = self._clock()
        self._codes = {contact: code for contact, code in self._codes.items() if code.until >= now}


def _once(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}
