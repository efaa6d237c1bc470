"""A mailbox: the events of one contact, in order, read by the one task that owns the contact."""

import asyncio
from collections.abc import Callable

from ivr.telephony.events import DigitPressed, Event, Held, Retrieved, TimedOut
from ivr.telephony.ids import ContactId

_ROOM = 1000
_DISPENSABLE = (DigitPressed, Held, Retrieved)


class Mailbox:
    """Holds what has happened to a contact until its task has time for it."""

    def __init__(self, contact: ContactId, clock: Callable[[], float]) -> None:
        self.contact = contact
        self._clock = clock
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    def put(self, event: Event) -> bool:
        """Add an event; False if the mailbox is full and can do without this one.

        Only a flood of what a party does himself can fill it; ends, offers and answers always fit.
        """
        if self._events.qsize() >= _ROOM and isinstance(event, _DISPENSABLE):
            return False
        self._events.put_nowait(event)
        return True

    async def next(self, deadline: float | None) -> Event:
        """The next event, or ``TimedOut`` once the deadline (epoch seconds) has passed without one."""
        if deadline is None:
            return await self._events.get()
        try:
            async with asyncio.timeout(max(0.0, deadline - self._clock())):
                return await self._events.get()
        except TimeoutError:
            return TimedOut(contact=self.contact, at=max(self._clock(), deadline), until=deadline)
