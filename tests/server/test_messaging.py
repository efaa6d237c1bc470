"""Messages that dialplans want sent: kept until taken, and sent again under their key."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from ivr.business.errors import BusinessError
from ivr.business.systems import Request
from ivr.server.messaging import Messaging
from ivr.storage.messages import Messages
from ivr.storage.store import Store
from ivr.storage.values import Message
from ivr.telephony.ids import ContactId
from tests.storage.examples import a_save

MESSAGE = Message(
    key="sw-100-1.effect.1",
    contact=ContactId("sw-100-1"),
    service="sms",
    recipient="+8613800138000",
    text="您的单号是 7。",
    at=1000.0,
    next_at=1000.0,
)


class Sms:
    """Takes messages once by key, after having failed ``fails`` times."""

    def __init__(self) -> None:
        self.fails = 0
        self.sent: list[Request] = []
        self.tries = 0

    async def says_yes(self, request: Request) -> bool:
        self.tries += 1
        if self.fails:
            self.fails -= 1
            raise BusinessError(request.service, "answered 503", again=True)
        self.sent.append(request)
        return True


class World:
    def __init__(self, store: Store) -> None:
        self.store, self.kept, self.sms, self.now = store, Messages(store), Sms(), 1000.0

    async def run(self, until: Callable[[], bool]) -> None:
        messaging = Messaging(self.kept, self.sms, lambda: self.now)
        running = asyncio.create_task(messaging.run())
        async with asyncio.timeout(5):
            while not until():
                await asyncio.sleep(0.01)
                messaging.wake()
        await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.wait({running})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with Store.open(f"sqlite:///{tmp_path}/centre.db", "0.1") as store:
        yield World(store)


async def test_a_message_is_kept_with_the_step_that_wanted_it_and_sent_once(world: World) -> None:
    await world.store.save(a_save("sw-100-1", 1, messages=(MESSAGE,)))
    await world.run(lambda: bool(world.sms.sent))
    (sent,) = world.sms.sent
    assert sent.fill == {"to": "+8613800138000", "text": "您的单号是 7。", "key": "sw-100-1.effect.1"}
    assert sent.headers == {"Idempotency-Key": "sw-100-1.effect.1"}
    assert await world.kept.due(9e9, 10) == ()


async def test_a_message_that_is_not_taken_waits_longer_each_time(world: World) -> None:
    world.sms.fails = 2
    await world.kept.put(MESSAGE)
    await world.run(lambda: world.sms.tries == 1)
    (kept,) = await world.kept.due(9e9, 10)
    assert (kept.tries, kept.next_at) == (1, 1002.0)
    world.now = 1002.0
    await world.run(lambda: world.sms.tries == 2)
    (kept,) = await world.kept.due(9e9, 10)
    assert (kept.tries, kept.next_at) == (2, 1006.0)
    world.now = 1006.0
    await world.run(lambda: bool(world.sms.sent))


async def test_a_message_that_nobody_takes_for_a_day_is_given_up(world: World) -> None:
    world.sms.fails = 99
    world.now = 1000.0 + 86_401.0
    await world.kept.put(MESSAGE)
    await world.run(lambda: world.sms.tries >= 1)
    assert await world.kept.due(9e9, 10) == ()


async def test_many_messages_are_all_sent(world: World) -> None:
    messages = tuple(
        Message(
            key=f"k-{number}",
            contact=ContactId("c"),
            service="sms",
            recipient="1",
            text="t",
            at=1000.0,
            next_at=1000.0,
        )
        for number in range(45)
    )
    await world.store.save(a_save("sw-100-1", 1, messages=messages))
    await world.run(lambda: len(world.sms.sent) >= 45)
    assert {request.fill["key"] for request in world.sms.sent} == {f"k-{number}" for number in range(45)}
