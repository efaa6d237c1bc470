"""Redis is frozen, emptied and killed under calls: no caller notices, and a reader has it all again."""

import asyncio
import contextlib
import re
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from ivr.calls.phases import Phase, Ringing, Talking, Waiting
from ivr.phones import happenings as h
from ivr.phones.phone import Phone
from ivr.storage.cancelling import end_if_cancelled
from tests.real.faults import (
    MENU,
    RINGERS,
    TALKERS,
    TO_NOBODY,
    TO_RINGERS,
    TO_TALKERS,
    Centre,
    agent,
    caller,
    centre_in,
    dropped,
    note,
    pick_up,
)
from tests.storage.floor_reader import FloorReader

SECONDS_FROZEN = 10.0
SECONDS_TO_BE_WHOLE = 3.0


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with centre_in(tmp_path_factory.mktemp("redis") / "centre") as opened:
        yield opened


@pytest.fixture
async def phones() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def reader(centre: Centre) -> AsyncIterator[FloorReader]:
    """Somebody outside, who follows the floor through everything."""
    assert centre.settings.redis is not None
    async with Redis.from_url(centre.settings.redis, decode_responses=True, socket_timeout=0.5) as redis:
        reader = FloorReader(redis, "faults")
        following = asyncio.create_task(_follow(reader))
        yield reader
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


async def _follow(reader: FloorReader) -> None:
    while True:
        end_if_cancelled()
        await reader.step()
        await asyncio.sleep(0.02)


def kept(centre: Centre) -> dict[str, object]:
    """Phases, waiting calls and agents with a call, by what the server has stored."""
    phases = centre.phases()
    return {
        "contact": {phase.contact.id: _word(phase) for phase in phases},
        "waiting": {phase.contact.id for phase in phases if isinstance(phase, Waiting)},
        "busy": {phase.agent for phase in phases if isinstance(phase, Ringing | Talking)},
    }


def told(reader: FloorReader) -> dict[str, object]:
    """The same by what the reader has read."""
    agents = reader.floor.get("agent", {})
    return {
        "contact": {key: one["phase"] for key, one in reader.floor.get("contact", {}).items()},
        "waiting": set(reader.floor.get("waiting", {})),
        "busy": {key for key, one in agents.items() if one["contact"]},
    }


def _word(phase: Phase) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(phase).__name__).lower()


async def whole(centre: Centre, reader: FloorReader, what: str) -> None:
    """Wait until the reader has the floor as it is."""
    began = time.monotonic()
    while told(reader) != kept(centre) or not await reader.heartbeat():
        assert time.monotonic() - began < SECONDS_TO_BE_WHOLE, f"{told(reader)} and not {kept(centre)}"
        await asyncio.sleep(0.03)
    note(f"{what}: a reader has the whole floor", time.monotonic() - began)


def rung(*desks: Phone) -> list[int]:
    """How often each of these telephones was rung."""
    return [sum(isinstance(event, h.Incoming) for event in desk.happened) for desk in desks]


async def answered(centre: Centre, phones: AsyncExitStack, desk: str, what: str) -> list[Phone]:
    """An agent who comes to this desk and a new caller who is brought to him."""
    phone = await agent(centre, phones, desk)
    began = time.time()
    calling = await caller(phones, centre.caller(), TO_TALKERS)
    incoming = await pick_up(phone, centre.voice(440.0))
    note(f"{what}: a new caller's agent is rung", incoming.at - began)
    assert incoming.at - began < 2.0
    return [phone, calling]


async def crowd_of_callers(centre: Centre, phones: AsyncExitStack) -> list[Phone]:
    """Two in a menu, two in line, one at a ringing telephone."""
    numbers = (MENU, MENU, TO_NOBODY, TO_NOBODY, TO_RINGERS)
    inside = await asyncio.gather(*(caller(phones, centre.caller(), number) for number in numbers))
    await centre.until_crowd(InDialplan=2, Waiting=2, Ringing=1)
    return inside


async def until_heartbeats(centre: Centre, reader: FloorReader) -> None:
    """Both heartbeats say who serves and who guards."""
    assert centre.guardian is not None
    end = time.monotonic() + SECONDS_TO_BE_WHOLE
    while True:
        server, guardian = await reader.heartbeat(), await reader.heartbeat("guardian")
        if (
            server
            and guardian
            and (server["pid"], server["driving"]) == (centre.server(), True)
            and (guardian["pid"], guardian["server"]) == (centre.guardian.pid, centre.server())
        ):
            return
        assert time.monotonic() < end, f"{server} and {guardian}"
        await asyncio.sleep(0.05)


async def test_calls_go_on_while_redis_is_frozen_emptied_and_killed_and_all_is_there_again_after(
    centre: Centre, phones: AsyncExitStack, reader: FloorReader
):
    ringing = await agent(centre, phones, RINGERS[0])
    inside = await crowd_of_callers(centre, phones)
    await whole(centre, reader, "at first")
    await until_heartbeats(centre, reader)

    centre.redis.send_signal(signal.SIGSTOP)
    frozen = time.monotonic()
    talking = await answered(centre, phones, TALKERS[0], "Redis frozen")
    await pick_up(ringing, centre.voice(620.0))
    await inside[0].press("1")
    await inside[0].wait_for(h.Ended, within=SECONDS_FROZEN)
    await centre.until_crowd(InDialplan=1, Waiting=2, Talking=2)
    await asyncio.sleep(frozen + SECONDS_FROZEN - time.monotonic())
    centre.redis.send_signal(signal.SIGCONT)
    await whole(centre, reader, "Redis frozen for 10 s")

    assert centre.settings.redis is not None
    async with Redis.from_url(centre.settings.redis) as redis:
        await redis.flushall()
    talking += await answered(centre, phones, TALKERS[1], "Redis emptied")
    await whole(centre, reader, "Redis emptied")

    centre.kill_redis()
    talking += await answered(centre, phones, TALKERS[2], "Redis killed")
    centre.start_redis()
    await whole(centre, reader, "Redis killed and started")
    await until_heartbeats(centre, reader)

    await centre.until_crowd(InDialplan=1, Waiting=2, Talking=4)
    desks, callers = [ringing, *talking[::2]], [*inside[1:], *talking[1::2]]
    assert rung(*desks) == [1, 1, 1, 1]
    assert dropped(*desks, *callers) == []
    assert centre.said("server_ended", 0.0) == []
    for phone in callers:
        await phone.hang_up()
    await centre.nothing_left()
    await whole(centre, reader, "everybody has left")
