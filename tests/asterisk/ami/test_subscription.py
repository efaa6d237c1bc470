"""A listener hears everything in order, or is told that it did not."""

import asyncio

import pytest

from ivr.asterisk.ami.subscription import Heard, News, Resync, Subscription, Woken


def heard(number: int) -> Heard:
    return Heard("E", {"Number": str(number)})


async def all_of(subscription: Subscription) -> list[News]:
    items: list[News] = []
    try:
        async with asyncio.timeout(0):
            async for item in subscription:
                items.append(item)
    except TimeoutError:
        return items
    raise AssertionError("the stream ended")


async def test_events_come_in_the_order_of_their_telling() -> None:
    subscription = Subscription(frozenset("E"))
    for number in range(1000):
        subscription.hear(heard(number))
    assert await all_of(subscription) == [heard(number) for number in range(1000)]


async def test_a_full_queue_becomes_one_resync_followed_by_what_is_new() -> None:
    subscription = Subscription(frozenset("E"), room=3)
    for number in range(5):
        subscription.hear(heard(number))
    assert await all_of(subscription) == [Resync(), heard(4)]
    assert subscription.overflows == 1


async def test_a_resync_makes_what_waits_void() -> None:
    subscription = Subscription(frozenset("E"))
    subscription.hear(heard(1))
    subscription.resync()
    assert await all_of(subscription) == [Resync()]


async def test_waking_twice_gives_one_turn() -> None:
    subscription = Subscription(frozenset())
    subscription.wake()
    subscription.wake()
    assert await all_of(subscription) == [Woken()]


async def test_a_reader_that_waits_is_woken() -> None:
    subscription = Subscription(frozenset("E"))
    reader = asyncio.ensure_future(anext(subscription))
    await asyncio.sleep(0)
    subscription.hear(heard(1))
    assert await reader == heard(1)


@pytest.mark.parametrize("cancelled_first", [True, False])
async def test_a_reader_that_gives_up_takes_nothing_with_it(cancelled_first: bool) -> None:
    subscription = Subscription(frozenset("E"))
    reader = asyncio.ensure_future(anext(subscription))
    await asyncio.sleep(0)
    if cancelled_first:
        reader.cancel()
    subscription.hear(heard(1))
    reader.cancel()
    await asyncio.gather(reader, return_exceptions=True)
    assert await all_of(subscription) == [heard(1)]
