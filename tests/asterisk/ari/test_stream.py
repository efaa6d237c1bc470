"""The stream between the read loop and the server."""

import asyncio

import pytest

from ivr.asterisk.ari.stream import CrowdedError, Stream


async def test_values_come_out_in_the_order_in_which_they_went_in() -> None:
    stream: Stream[int] = Stream(3)
    for value in (1, 2, 3):
        stream.put(value)
    assert [await stream.next() for _ in range(3)] == [1, 2, 3]


async def test_a_reader_waits_for_a_value() -> None:
    stream: Stream[int] = Stream(3)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(stream.next())
        await asyncio.sleep(0)
        assert not reading.done()
        stream.put(7)
    assert reading.result() == 7


async def test_a_full_line_refuses_a_value_but_not_one_that_must_not_be_lost() -> None:
    stream: Stream[int] = Stream(2)
    stream.put(1)
    stream.put(2)
    with pytest.raises(CrowdedError, match="2 events wait"):
        stream.put(3)
    stream.put_surely(4)
    assert [await stream.next() for _ in range(3)] == [1, 2, 4]


async def test_there_is_room_again_when_a_full_line_is_half_empty() -> None:
    stream: Stream[int] = Stream(4)
    await stream.room()
    for value in range(4):
        stream.put(value)
    with pytest.raises(CrowdedError):
        stream.put(4)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(stream.room())
        await stream.next()
        await asyncio.sleep(0)
        assert not waiting.done()
        await stream.next()
