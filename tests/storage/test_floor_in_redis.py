"""A real Redis shows the floor, and nothing that befalls it touches the calls."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from ivr.calls.phases import Phase
from ivr.storage.floor import CallGone, ContactGone, FloorAgent, FloorCall, FloorContact
from ivr.storage.floor_script import CHANGE, REWRITE, keys_of
from ivr.storage.heartbeat import GuardianHeartbeat, GuardianPulse, ServerPulse
from ivr.storage.redis_floor import RedisFloor
from tests.storage.floor_reader import FloorReader
from tests.storage.redis_server import RedisServer

PREFIX = "switchroom:demo:"


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
    floor = RedisFloor(server.url, "demo", pulse)
    task = asyncio.create_task(floor.run())
    yield floor
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def pulse(driving: bool = True) -> ServerPulse:
    return ServerPulse(at=time.time(), host="pbx1", pid=4711, since=100.0, driving=driving)


async def sees(reader: FloorReader, expected: object, seconds: float = 3.0) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while reader.floor != expected:
                await reader.step()
    assert reader.floor == expected


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
    reader = FloorReader(redis)
    fill(floor)
    await until(lambda: floor.in_step)
    await sees(reader, as_read(floor))
    floor.publish(CallGone("c-0"))
    floor.publish(agent(0, "talking", "c-0"))
    floor.publish(FloorContact("c-0", "Talking", "13800138000", "8000", 200.0))
    floor.publish(ContactGone("c-1"))
    await sees(reader, as_read(floor))
    assert reader.resyncs == 0


async def test_a_reader_that_comes_late_sees_the_same(floor: RedisFloor, redis: Redis) -> None:
    await until(lambda: floor.in_step)
    fill(floor, 50)
    floor.publish(CallGone("c-7"))
    early = FloorReader(redis)
    await sees(early, as_read(floor))
    late = FloorReader(redis)
    await late.step()
    assert late.floor == as_read(floor)


async def test_changes_come_one_by_one_and_in_order(floor: RedisFloor, redis: Redis) -> None:
    await until(lambda: floor.in_step)
    for position in range(1200):
        floor.publish(FloorCall("c-1", "repair", 100.0, position))
    await sees(FloorReader(redis), as_read(floor))
    entries = await redis.xrange(PREFIX + "changes")
    positions = [json.loads(entry["value"])["position"] for _, entry in entries if entry["kind"] == "waiting"]
    assert positions == list(range(1200))


async def test_the_stream_stays_short(floor: RedisFloor, redis: Redis) -> None:
    await until(lambda: floor.in_step)
    for round_number in range(3):
        for number in range(5000):
            floor.publish(FloorCall("c-1", "repair", float(round_number), number))
        await sees(FloorReader(redis), as_read(floor), 10)
    assert 1_000 < await redis.xlen(PREFIX + "changes") < 10_500


async def test_the_heartbeat_beats_and_every_key_ends_by_itself(floor: RedisFloor, redis: Redis) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    first = json.loads(await redis.get(PREFIX + "heartbeat"))
    assert abs(first.pop("at") - time.time()) < 5
    assert first == {"host": "pbx1", "pid": 4711, "since": 100.0, "driving": True}
    beats = {await redis.get(PREFIX + "heartbeat")}
    async with asyncio.timeout(3):
        while len(beats) < 2:
            beats.add(await redis.get(PREFIX + "heartbeat"))
    lifetimes = {key: await redis.ttl(key) for key in await redis.keys("*")}
    assert set(lifetimes) == set(keys_of("demo"))
    assert 0 < lifetimes.pop(PREFIX + "heartbeat") <= 5
    assert all(3500 < seconds <= 3600 for seconds in lifetimes.values())


async def test_a_server_stopped_in_good_order_leaves_no_floor(server: RedisServer, redis: Redis) -> None:
    reader = FloorReader(redis)
    async with running(server) as floor:
        fill(floor)
        await until(lambda: floor.in_step)
        await sees(reader, as_read(floor))
    await sees(reader, {"agent": {}, "waiting": {}, "contact": {}})
    assert await redis.keys("*") == [PREFIX + "changes"]


async def test_what_a_killed_server_left_is_replaced(server: RedisServer, redis: Redis) -> None:
    await redis.hset(PREFIX + "agents", "7777", json.dumps({"agent": "7777"}))
    await redis.set(PREFIX + "writer", "41")
    async with running(server) as floor:
        fill(floor)
        await sees(FloorReader(redis), as_read(floor))
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
    await sees(FloorReader(redis), as_read(floor), 3)


async def test_a_frozen_redis_holds_nobody_up_and_has_all_again_3_s_after_it_wakes(
    server: RedisServer, floor: RedisFloor, redis: Redis
) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    async with busy(floor) as toll:
        server.freeze()
        await until(lambda: not floor.in_step, 1.5)
        so_far = toll.published
        await until(lambda: toll.published > so_far + 6000, 5)
        floor.publish(CallGone("c-0"))
        server.thaw()
    await sees(FloorReader(redis), as_read(floor), 3)
    await until(lambda: floor.in_step)
    await sees(FloorReader(redis), as_read(floor), 1)


async def test_an_emptied_redis_is_noticed_and_filled_again(floor: RedisFloor, redis: Redis) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    await redis.flushall()
    await sees(FloorReader(redis), as_read(floor), 3)


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
    await sees(FloorReader(redis), as_read(floor), 3)


async def test_a_redis_that_lost_one_key_is_noticed_and_filled_again(floor: RedisFloor, redis: Redis) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    await redis.delete(PREFIX + "contacts")  # as one does that is short of memory and may evict
    await sees(FloorReader(redis), as_read(floor), 3)


async def test_a_redis_that_became_a_replica_holds_nobody_up_and_is_filled_when_it_takes_writes_again(
    floor: RedisFloor, redis: Redis
) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    with capture_logs() as logs:
        async with busy(floor):
            await redis.replicaof("127.0.0.1", "1")
            await until(lambda: not floor.in_step)
            floor.publish(CallGone("c-0"))
            await redis.replicaof("NO", "ONE")
            await until(lambda: floor.in_step)
    reason = next(entry["reason"] for entry in logs if entry["event"] == "floor.out_of_step")
    assert "read only replica" in reason
    await sees(FloorReader(redis), as_read(floor), 3)


async def test_the_guardians_heartbeat_outlives_what_befalls_redis_and_goes_with_the_guardian(
    server: RedisServer, redis: Redis
) -> None:
    told = GuardianPulse(at=1.0, host="pbx1", pid=4700, since=0.5, server=4711, driving=True)
    beating = asyncio.create_task(GuardianHeartbeat(server.url, "demo", lambda: told).run())
    reader = FloorReader(redis)

    async def beats() -> None:
        async with asyncio.timeout(3):
            while await reader.heartbeat("guardian") is None:  # noqa: ASYNC110  # it is another process
                await asyncio.sleep(0.01)

    await beats()
    assert await reader.heartbeat("guardian") == json.loads(json.dumps(msgspec.to_builtins(told)))
    assert 0 < await redis.ttl(PREFIX + "guardian") <= 5
    await redis.flushall()
    await beats()
    server.kill()
    await asyncio.sleep(1.2)
    server.start()
    await beats()
    beating.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await beating
    assert await redis.keys("*") == []


class Swallowing:
    """Speaks with Redis as redis-py does at its worst: it takes a cancellation for an answer."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def __call__(self, *arguments: object, **options: object) -> int:
        self.asked.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        return 0


@pytest.mark.parametrize("beating", [False, True])
async def test_a_cancellation_that_redis_py_swallows_ends_the_task_all_the_same(
    monkeypatch: pytest.MonkeyPatch, beating: bool
) -> None:
    swallowing = Swallowing()
    told = GuardianPulse(at=1.0, host="pbx1", pid=4700, since=0.5, server=None, driving=False)
    url = "redis://127.0.0.1:1/0"
    one = GuardianHeartbeat(url, "demo", lambda: told) if beating else RedisFloor(url, "demo", pulse)
    monkeypatch.setattr("redis.asyncio.Redis.execute_command", swallowing)
    monkeypatch.setattr("ivr.storage.redis_floor._HOT_SECONDS", 9.0)
    monkeypatch.setattr("ivr.storage.redis_floor._REWRITE_SECONDS", 9.0)
    monkeypatch.setattr("ivr.storage.heartbeat._PATIENCE_SECONDS", 9.0)
    task = asyncio.create_task(one.run())
    await swallowing.asked.wait()
    monkeypatch.undo()
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=3.0)
    assert done
    assert task.cancelled()


def test_the_page_names_every_key_every_field_and_every_phase() -> None:
    page = (Path(__file__).parents[2] / "docs" / "floor-in-redis.md").read_text(encoding="utf-8")
    for key in (*keys_of("CENTRE"), "switchroom:CENTRE:guardian"):
        assert f"`{key}`" in page
    kinds = (FloorAgent, FloorCall, FloorContact, ServerPulse, GuardianPulse)
    examples = [set(json.loads(found)) for found in re.findall(r"`(\{\".*?\})`", page, re.DOTALL)]
    for kind in kinds:
        assert {field.encode_name for field in msgspec.structs.fields(kind)} in examples
    words = {re.sub(r"(?<!^)(?=[A-Z])", "_", phase.__name__).lower() for phase in get_args(Phase)}
    assert {word for word in words if not re.search(rf"\b{word}\b", page)} <= {"ended"}


async def test_a_write_that_comes_too_late_changes_nothing(floor: RedisFloor, redis: Redis) -> None:
    fill(floor)
    await until(lambda: floor.in_step)
    generation = int(await redis.get(PREFIX + "writer"))
    keys = keys_of("demo")
    stale = ("1", "8000", '{"agent": "8000", "state": "stale"}')
    late = (str(generation - 1), "0", "", *stale)
    assert await redis.eval(CHANGE, len(keys), *keys, *late) == 0
    assert await redis.eval(REWRITE, len(keys), *keys, *late) == generation
    again = (str(generation), "0", "", *stale)
    assert await redis.eval(REWRITE, len(keys), *keys, *again) == generation
    reader = FloorReader(redis)
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
    await sees(FloorReader(redis), as_read(floor), 3)
