"""What a server does that is asked to end, or to read its dialplans anew."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from ivr.server.locking import MAKE_ROOM
from ivr.server.obeying import run_until_asked


class House:
    """Notes what is asked of it; ``empty`` is when nobody is inside any more."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.empty = asyncio.Event()
        self.failing = asyncio.Event()

    async def run(self, beat: int | None) -> None:
        self.done.append(f"run {beat}")
        await self.failing.wait()
        raise OSError("the house is on fire")

    async def reload(self) -> None:
        self.done.append("reload")

    async def drain(self) -> None:
        self.done.append("drain")
        await self.empty.wait()


@asynccontextmanager
async def running(house: House, drain_seconds: float) -> AsyncIterator[asyncio.Task[None]]:
    async with asyncio.timeout(5):
        task = asyncio.create_task(run_until_asked(house, 7, drain_seconds))
        await until(lambda: house.done == ["run 7"])
        yield task
        await task


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  # what is waited for tells nobody
        await asyncio.sleep(0)


def ask(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


async def test_asked_to_end_it_waits_until_nobody_is_inside():
    house = House()
    async with running(house, 1000.0) as task:
        ask(signal.SIGTERM)
        await until(lambda: "drain" in house.done)
        assert not task.done()
        house.empty.set()


async def test_whoever_does_not_end_in_time_is_not_waited_for():
    house = House()
    async with running(house, 0.05):
        ask(signal.SIGTERM)


async def test_asked_again_it_ends_at_once_though_somebody_is_inside():
    house = House()
    async with running(house, 1000.0):
        ask(signal.SIGTERM)
        await until(lambda: "drain" in house.done)
        ask(signal.SIGHUP)  # that is no second word
        await asyncio.sleep(0.01)
        ask(signal.SIGINT)


async def test_hung_up_it_reads_its_dialplans_anew_and_goes_on():
    house = House()
    async with running(house, 0.0):
        ask(signal.SIGHUP)
        await until(lambda: "reload" in house.done)
        ask(signal.SIGHUP)
        await until(lambda: house.done.count("reload") == 2)
        ask(signal.SIGTERM)


async def test_a_house_that_falls_says_why():
    house = House()
    with pytest.raises(ExceptionGroup) as fallen:
        async with running(house, 1000.0):
            house.failing.set()
    assert "the house is on fire" in repr(fallen.value)


async def test_asked_to_make_room_it_ends_at_once_and_sends_nobody_away():
    house = House()
    async with running(house, 1000.0):
        ask(MAKE_ROOM)
    assert house.done == ["run 7"]
