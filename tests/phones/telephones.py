"""Two telephones that call each other without a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ivr.phones import happenings as h
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone

SOON = 5.0


@asynccontextmanager
async def two_telephones() -> AsyncIterator[tuple[Phone, Phone]]:
    """Anna's and Bert's telephone."""
    async with Phone(PhoneSpec(user="anna")) as anna, Phone(PhoneSpec(user="bert")) as bert:
        yield anna, bert


async def connect(caller: Phone, called: Phone) -> None:
    """One calls, the other answers."""
    await caller.call(called.uri)
    await called.wait_for(h.Incoming, within=SOON)
    await called.answer()
    await caller.wait_for(h.Answered, within=SOON)
