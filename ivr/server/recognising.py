"""Recognising: who calls, and what he had to do with us before, found under the greeting."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import structlog

from ivr.server.errands import Errands
from ivr.telephony.commands import FindCustomer
from ivr.telephony.customers import Customer, History
from ivr.telephony.events import CustomerFound, Event
from ivr.telephony.ids import ContactId

log = structlog.get_logger()

Found = TypeVar("Found")

SECONDS_IN_THE_CACHE = 30.0
"""So long what is known of a number is not asked again: who calls again at once is known at once."""

MOST_IN_THE_CACHE = 10_000

SECONDS_TO_FIND = 5.0
"""Who is not found within this is nobody that is known; dialplans have gone on long before."""


class Past(Protocol):
    """Knows the contacts that there were."""

    async def history(self, number: str, before: float) -> History:
        """The ended contacts of the number and of its customer's other ones, that came before then."""


class CustomerSource(Protocol):
    """Knows customers by their numbers: the directory, or an outside CRM."""

    async def find(self, number: str) -> Customer:
        """Whose number this is; nobody's: ``Customer.unknown()``."""


class Recognising:
    """Answers ``FindCustomer``; what fails or comes too late is told as nobody known."""

    def __init__(
        self,
        source: Callable[[], CustomerSource],
        past: Past,
        errands: Errands,
        deliver: Callable[[Event], None],
        clock: Callable[[], float],
    ) -> None:
        """``source`` is where customers are looked for at this moment."""
        self._source = source
        self._past = past
        self._errands = errands
        self._deliver = deliver
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Customer]] = OrderedDict()

    def perform(self, contact: ContactId, command: FindCustomer) -> None:
        """Find out who calls; the answer is an event."""
        self._errands.begin(self._find(contact, command))

    def forget(self) -> None:
        """Ask again from now on: the directory, or where it is, has changed."""
        self._known.clear()

    async def _find(self, contact: ContactId, command: FindCustomer) -> None:
        began = time.monotonic()
        customer, history = await asyncio.gather(
            _in_time(self._customer(command.caller), Customer.unknown(), "customer_not_found"),
            _in_time(self._past.history(command.caller, self._clock()), History(), "history_not_found"),
        )
        log.debug("caller_recognised", known=customer.known, seconds=round(time.monotonic() - began, 4))
        self._deliver(
            CustomerFound(
                contact=contact, at=self._clock(), key=command.key, customer=customer, history=history
            )
        )

    async def _customer(self, number: str) -> Customer:
        kept = self._known.get(number)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        customer = await self._source().find(number)
        self._known[number] = (self._clock() + SECONDS_IN_THE_CACHE, customer)
        self._known.move_to_end(number)
        while len(self._known) > MOST_IN_THE_CACHE:
            self._known.popitem(last=False)
        return customer


async def _in_time(finding: Awaitable[Found], nothing: Found, event: str) -> Found:
    """What is found; ``nothing`` when that fails or takes too long."""
    try:
        async with asyncio.timeout(SECONDS_TO_FIND):
            return await finding
    except Exception as error:
        log.warning(event, reason=str(error) or type(error).__name__)
        return nothing
