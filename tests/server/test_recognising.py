"""Who calls is found beside the call, remembered for a while, and nobody known when that fails."""

import asyncio

import pytest

from ivr.server.errands import Errands
from ivr.server.recognising import SECONDS_IN_THE_CACHE, Recognising
from ivr.telephony.commands import FindCustomer
from ivr.telephony.customers import Customer, History
from ivr.telephony.events import CustomerFound, Event
from ivr.telephony.ids import ContactId, effect_of

CONTACT = ContactId("sw-100-1")
COMMAND = FindCustomer(effect_of(CONTACT, 0), "+8613800138000")
WANG = Customer(id="K-7", tier="vip")


class Known:
    """A directory of one customer."""

    def __init__(self) -> None:
        self.asked = 0
        self.locked = False

    async def find(self, number: str) -> Customer:
        self.asked += 1
        if self.locked:
            raise OSError("the database is locked")
        return WANG if number == COMMAND.caller else Customer.unknown()

    async def history(self, number: str, before: float) -> History:
        return History(arrivals=(before - 60.0,))


class World:
    def __init__(self) -> None:
        self.known, self.errands, self.now = Known(), Errands(), 1000.0
        self.told: asyncio.Queue[Event] = asyncio.Queue()
        self.recognising = Recognising(
            lambda: self.known, self.known, self.errands, self.told.put_nowait, lambda: self.now
        )

    async def found(self) -> CustomerFound:
        running = asyncio.create_task(self.errands.run())
        self.recognising.perform(CONTACT, COMMAND)
        event = await asyncio.wait_for(self.told.get(), 5)
        running.cancel()
        assert isinstance(event, CustomerFound)
        return event


@pytest.fixture
async def world() -> World:
    return World()


async def test_who_calls_is_told_with_his_history(world: World) -> None:
    assert await world.found() == CustomerFound(
        contact=CONTACT, at=1000.0, key=COMMAND.key, customer=WANG, history=History(arrivals=(940.0,))
    )


async def test_who_calls_again_at_once_is_not_looked_for_again(world: World) -> None:
    await world.found()
    await world.found()
    assert world.known.asked == 1
    world.now += SECONDS_IN_THE_CACHE + 1
    await world.found()
    assert world.known.asked == 2


async def test_after_a_change_everybody_is_looked_for_again(world: World) -> None:
    await world.found()
    world.recognising.forget()
    await world.found()
    assert world.known.asked == 2


async def test_a_directory_that_fails_is_nobody_known_and_asked_again(world: World) -> None:
    world.known.locked = True
    event = await world.found()
    assert (event.customer, len(event.history.arrivals)) == (Customer.unknown(), 1)
    world.known.locked = False
    assert (await world.found()).customer == WANG
