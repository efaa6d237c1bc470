"""A real Redis shows the floor, and nothing that befalls it touches the calls."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from structlog.testing import capture_logs

from ivr.storage.floor import CallGone, ContactGone, FloorAgent, FloorCall, FloorContact
from ivr.storage.floor_script import CHANGE, REWRITE, keys_of
from ivr.storage.redis_floor import RedisFloor

PREFIX = "switchroom:demo:"


class RedisServer:
    """A redis-server of the test's own, that can be killed, frozen and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self, *options: str) -> None:
        arguments = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self._folder),
        ]
        self._process = subprocess.Popen(["redis-server", *arguments, *options], stdout=subprocess.DEVNULL)
        for _ in range(500):
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 0.1) as link,
            ):
                link.settimeout(1)
                link.sendall(b"PING\r\n")
                if link.recv(7) == b"+PONG\r\n":
                    return
            time.sleep(0.01)
        raise AssertionError("redis-server does not answer")

    def signal(self, number: signal.Signals) -> None:
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(server.url, decode_responses=True) as client:
        yield client


@pytest.fixture
async def floor(server: RedisServer) -> AsyncIterator[RedisFloor]:
    async with running(server) as floor:
        yield floor


@contextlib.asynccontextmanager
async def running(server: RedisServer) -> AsyncIterator[RedisFloor]:
    floor = RedisFloor(server.url, "demo")
    task = asyncio.create_task(floor.run())
    yield floor
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


class Reader:
    """Rebuilds the floor from Redis alone, by the four steps of docs/floor-in-redis.md."""

    KINDS = ("agent", "waiting", "contact")

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._last: str | None = None
        self.floor: dict[str, dict[str, dict[str, object]]] = {}
        self.resyncs = 0

    async def step(self) -> None:
        try:
            await (self._snapshot() if self._last is None else self._follow())
        except (RedisError, OSError):
            self._last = None

    async def _snapshot(self) -> None:
        async with self._redis.pipeline(transaction=True) as together:
            for name in ("agents", "waiting", "contacts"):
                together.hgetall(PREFIX + name)
            together.xrevrange(PREFIX + "changes", count=1)
            *hashes, newest = await together.execute()
        for kind, cells in zip(self.KINDS, hashes, strict=True):
            self.floor[kind] = {key: json.loads(value) for key, value in cells.items()}
        self._last = newest[0][0] if newest else "0-0"

    async def _follow(self) -> None:
        answer = await self._redis.xread({PREFIX + "changes": self._last}, block=50)
        for number, change in answer[0][1] if answer else ():
            self._last = number
            match change:
                case {"kind": "resync"}:
                    self.resyncs += 1
                    self._last = None
                    return
                case {"kind": "closed"}:
                    self.floor = {kind: {} for kind in self.KINDS}
                case {"kind": kind, "key": key, "value": ""}:
                    self.floor[kind].pop(key, None)
                case {"kind": kind, "key": key, "value": value}:
                    self.floor[kind][key] = json.loads(value)

    async def sees(self, expected: object, seconds: float = 3.0) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.floor != expected:
                    await self.step()
        assert self.floor == expected


def agent(number: int, state: str = "ready", contact: str | None = None) -> FloorAgent:
    return FloorAgent(str(8000 + number), f"坐席{number}", state, 100.0 + number, contact=contact)


def fill(floor: RedisFloor, count: int = 3) -> None:
    for number in range(count):
        floor.publish(agent(number))
        floor.publish(FloorCall(f"c-{number}", "repair", 100.0, number + 1))
        floor.publish(FloorContact(f"c-{number}", "Waiting", "13800138000", None, 100.0))


def as_read(floor: RedisFloor) -> dict[str, dict[str, object]]:
    """What a reader must see."""
    return {
        "agent": {
            key: {
                "agent": one.agent,
                "name": one.name,
                "state": one.state,
                "since": one.since,
                "reason": one.reason,
                "contact": one.contact,
            }
            for key, one in floor.agents.items()
        },
        "waiting": {
            key: {
                "contact": one.contact,
                "queue": one.queue,
                "since": one.since,
                "position": one.position,
                "priority": one.priority,
            }
            for key, one in floor.waiting.items()
        },
        "contact": {
            key: {
                "contact": one.contact,
                "phase": one.phase,
                "pii_caller": one.caller,
                "agent": one.agent,
                "since": one.since,
            }
            for key, one in floor.contacts.items()
        },
    }


async def until(true: Callable[[], object], seconds: float = 3.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(0.005)


async def test_a_reader_rebuilds_the_floor_and_follows_it(floor: RedisFloor, redis: Redis) -> None:
    reader = Reader(redis)
    fill(floor)
    await until(lambda: floor.in_step)
    await reader.sees(as_read(floor))
    floor.publish(CallGone("c-0"))
    floor.publish(agent(0, "talking", "c-0"))
    floor.publish(FloorContact("c-0", "Talking", "13800138000", "8000", 200.0))
    floor.publish(ContactGone("c-1"))
    await reader.sees(as_read(floor))
    assert reader.resyncs == 0


async def test_a_reader_that_comes_late_sees_the_same(floor: RedisFloor, redis: Redis) -> None:
    await until(lambda: floor.in_step)
    fill(floor, 50)
    floor.publish(CallGone("c-7"))
    early = Reader(redis)
    await early.sees(as_read(floor))
    late = Reader(redis)
    await late.step()
    assert late.floor == as_read(floor)


async def test_changes_come_one_by_one_and_in_order(floor: RedisFloor, redis: Redis) -> None:
    await until(lambda: floor.in_step)
    for position in range(1200):
        floor.publish(FloorCall("c-1", "repair", 100.0, position))
    await Reader(redis).sees(as_read(floor))
    entries = await redis.xrange(PREFIX + "changes")
    positions = [json.loads(entry["value"])["position"] for _, entry in entries if entry["kind"] == "waiting"]
    assert positions == list(range(1200))


async def test_the_stream_stays_short(floor: RedisFloor, redis: Redis) -> None:
    await until(lambda: floor.in_step)
    for round_number in range(3):
        for number in range(5000):
            floor.publish(FloorCall("c-1", "repair", float(round_number), number))
        await Reader(redis).sees(as_read(floor), 10)
    assert 1_000 < await redis.xlen(PREFIX + "changes") < 10_500


async def test_the_heartbeat_beats_and_every_key_ends_by_itself(floor: RedisFloor, redis: Redis) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    first = float(await redis.get(PREFIX + "heartbeat"))
    assert abs(first - time.time()) < 5
    beats = {await redis.get(PREFIX + "heartbeat")}
    async with asyncio.timeout(3):
        while len(beats) < 2:
            beats.add(await redis.get(PREFIX + "heartbeat"))
    lifetimes = {key: await redis.ttl(key) for key in await redis.keys("*")}
    assert set(lifetimes) == set(keys_of("demo"))
    assert 0 < lifetimes.pop(PREFIX + "heartbeat") <= 5
    assert all(3500 < seconds <= 3600 for seconds in lifetimes.values())


async def test_a_server_stopped_in_good_order_leaves_no_floor(server: RedisServer, redis: Redis) -> None:
    reader = Reader(redis)
    async with running(server) as floor:
        fill(floor)
        await until(lambda: floor.in_step)
        await reader.sees(as_read(floor))
    await reader.sees({"agent": {}, "waiting": {}, "contact": {}})
    assert await redis.keys("*") == [PREFIX + "changes"]


async def test_what_a_killed_server_left_is_replaced(server: RedisServer, redis: Redis) -> None:
    await redis.hset(PREFIX + "agents", "7777", json.dumps({"agent": "7777"}))
    await redis.set(PREFIX + "writer", "41")
    async with running(server) as floor:
        fill(floor)
        await Reader(redis).sees(as_read(floor))
        assert await redis.get(PREFIX + "writer") == "42"


class Toll:
    """Publishes without pause, as a busy router would, and notes the longest it was held up."""

    def __init__(self, floor: RedisFloor) -> None:
        self._floor = floor
        self.longest_publish = self.longest_turn = 0.0
        self.published = 0

    async def run(self) -> None:
        while True:
            began = time.perf_counter()
            for number in range(20):
                self._floor.publish(agent(number, f"state-{self.published}"))
                self.published += 1
            self.longest_publish = max(self.longest_publish, (time.perf_counter() - began) / 20)
            await asyncio.sleep(0.005)
            self.longest_turn = max(self.longest_turn, time.perf_counter() - began)


@contextlib.asynccontextmanager
async def busy(floor: RedisFloor) -> AsyncIterator[Toll]:
    toll = Toll(floor)
    task = asyncio.create_task(toll.run())
    yield toll
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert toll.longest_publish < 0.1
    assert toll.longest_turn < 0.25  # the machine's own scheduling included


async def test_a_killed_redis_holds_nobody_up_and_has_all_again_3_s_after_its_return(
    server: RedisServer, floor: RedisFloor, redis: Redis
) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    async with busy(floor) as toll:
        server.kill()
        await until(lambda: not floor.in_step)
        so_far = toll.published
        await until(lambda: toll.published > so_far + 2000)
        floor.publish(CallGone("c-0"))
        server.start()
    await Reader(redis).sees(as_read(floor), 3)


async def test_a_frozen_redis_holds_nobody_up_and_has_all_again_3_s_after_it_wakes(
    server: RedisServer, floor: RedisFloor, redis: Redis
) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    async with busy(floor) as toll:
        server.signal(signal.SIGSTOP)
        await until(lambda: not floor.in_step, 1.5)
        so_far = toll.published
        await until(lambda: toll.published > so_far + 6000, 5)
        floor.publish(CallGone("c-0"))
        server.signal(signal.SIGCONT)
    await Reader(redis).sees(as_read(floor), 3)
    await until(lambda: floor.in_step)
    await Reader(redis).sees(as_read(floor), 1)


async def test_an_emptied_redis_is_noticed_and_filled_again(floor: RedisFloor, redis: Redis) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    await redis.flushall()
    await Reader(redis).sees(as_read(floor), 3)


async def test_a_redis_without_memory_holds_nobody_up_and_is_filled_when_it_has_some(
    floor: RedisFloor, redis: Redis
) -> None:
    await until(lambda: floor.in_step)
    await redis.config_set("maxmemory", "1")
    with capture_logs() as logs:
        async with busy(floor):
            await until(lambda: not floor.in_step)
            await redis.config_set("maxmemory", "0")
            await until(lambda: floor.in_step)
    assert "maxmemory" in next(entry["reason"] for entry in logs if entry["event"] == "floor.out_of_step")
    await Reader(redis).sees(as_read(floor), 3)


async def test_a_write_that_comes_too_late_changes_nothing(floor: RedisFloor, redis: Redis) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    generation = int(await redis.get(PREFIX + "writer"))
    keys = keys_of("demo")
    stale = ("1", "8000", '{"agent": "8000", "state": "stale"}')
    late = (str(generation - 1), "0", *stale)
    assert await redis.eval(CHANGE, len(keys), *keys, *late) == 0
    assert await redis.eval(REWRITE, len(keys), *keys, *late) == generation
    again = (str(generation), "0", *stale)
    assert await redis.eval(REWRITE, len(keys), *keys, *again) == generation
    reader = Reader(redis)
    await reader.step()
    assert reader.floor == as_read(floor)


async def test_without_a_redis_the_server_runs_and_complains_once(server: RedisServer) -> None:
    server.kill()
    with capture_logs() as logs:
        async with running(server) as floor:
            fill(floor)
            await asyncio.sleep(1.2)
            assert not floor.in_step
        assert [entry["event"] for entry in logs] == ["floor.out_of_step"]
    assert len(floor.agents) == 3


async def test_more_changes_than_redis_takes_become_one_rewriting(
    server: RedisServer, floor: RedisFloor, redis: Redis
) -> None:
    await until(lambda: floor.in_step)
    for number in range(25_000):
        floor.publish(FloorCall("c-1", "repair", 100.0, number))
    assert not floor.in_step
    await Reader(redis).sees(as_read(floor), 3)
