"""The whole floor outside: a board lives at random, Redis suffers, and a reader has it all again after."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

import routing
from ivr.calls.phases import Phase
from ivr.server.showing import Showing
from ivr.storage.cancelling import end_if_cancelled
from ivr.storage.heartbeat import ServerPulse
from ivr.storage.redis_floor import RedisFloor
from ivr.telephony.ids import ContactId, PlaceId, owner
from tests.server.examples import EDITION, TO_RINGING, TO_TALKING, phase_after
from tests.storage.floor_reader import FloorReader
from tests.storage.redis_server import RedisServer

AGENTS = {f"80{number:02}": routing.Agent(f"80{number:02}", {"repair": 1}) for number in range(1, 13)}
PHASES = [phase_after(*lines) for lines in (TO_RINGING[:1], TO_RINGING[:2], TO_RINGING, TO_TALKING)]
STEPS = 900
SECONDS_BETWEEN_STEPS = 0.005


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@contextlib.asynccontextmanager
async def task(running: asyncio.Task[None]) -> AsyncIterator[None]:
    yield
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


class Life:
    """A board at work: calls come, are offered, answered, missed and go; agents come, pause and go."""

    def __init__(self, floor: RedisFloor, seed: int) -> None:
        self.chance = random.Random(seed)
        self.board = routing.Board(AGENTS)
        self.showing = Showing(floor, self.board, lambda: EDITION.centre, time.time)
        self.contacts: dict[ContactId, Phase] = {}
        self.offers: dict[str, str] = {}
        """agent → the call that is offered to him, or that he has."""
        self.queued: list[str] = []
        self.made = 0
        self.longest = 0.0
        for agent in AGENTS:
            self.apply(routing.PhoneChanged(agent, True))
            self.apply(routing.SignedIn(agent))

    def apply(self, change: routing.Change) -> None:
        began = time.perf_counter()
        for offer in self.board.apply(change, time.time()):
            assert offer.agent not in self.offers, f"{offer.agent} is offered a second call"
            assert offer.call not in self.offers.values(), f"{offer.call} is offered twice"
            self.offers[offer.agent] = offer.call
        self.showing.agents(self.board.take_changed())
        self.longest = max(self.longest, time.perf_counter() - began)

    def phase(self, call: str, phase: Phase) -> None:
        contact = owner(PlaceId(call))
        phase = msgspec.structs.replace(phase, contact=msgspec.structs.replace(phase.contact, id=contact))
        self.contacts[contact] = phase
        self.showing.phase(phase)

    def step(self) -> None:
        choices: list[Callable[[], None]] = [self._arrives, self._arrives, self._agent_moves]
        if self.queued:
            choices.append(self._leaves)
        if self.offers:
            choices += [self._offer_goes_on] * 4
        self.chance.choice(choices)()

    def _arrives(self) -> None:
        self.made += 1
        call = f"sw-{self.made}-1.place.1"
        self.phase(call, PHASES[0])
        self.queued.append(call)
        self.phase(call, PHASES[1])
        self.apply(routing.CallQueued(call, "repair", {"repair": 1}, since=float(self.made)))

    def _agent_moves(self) -> None:
        agent = self.chance.choice(list(AGENTS))
        kinds = (routing.SignedOut, routing.SignedIn, routing.SignedIn, routing.Ready, routing.Ready)
        change = self.chance.choice(kinds)(agent)
        self.apply(self.chance.choice([change, routing.Paused(agent, "tea")]))

    def _leaves(self) -> None:
        call = self.chance.choice(self.queued)
        self._ended(call)
        self.offers = {agent: offered for agent, offered in self.offers.items() if offered != call}
        self.apply(routing.CallGone(call))

    def _ended(self, call: str) -> None:
        if call in self.queued:
            self.queued.remove(call)
        self.contacts.pop(owner(PlaceId(call)), None)
        self.showing.ended(owner(PlaceId(call)))

    def _offer_goes_on(self) -> None:
        agent, call = self.chance.choice(list(self.offers.items()))
        standing = self.board.agent(agent)
        assert standing is not None
        match standing.state:
            case routing.AgentState.RESERVED:
                self.phase(call, PHASES[2])
                self.apply(routing.AgentRings(agent, call))
            case routing.AgentState.RINGING if self.chance.random() < 0.2:
                self.phase(call, PHASES[1])
                del self.offers[agent]
                self.apply(routing.OfferMissed(agent, call, "no_answer"))
            case routing.AgentState.RINGING:
                self.phase(call, PHASES[3])
                self.queued.remove(call)
                self.apply(routing.CallAnswered(agent, call))
            case _:
                self._ended(call)
                del self.offers[agent]
                self.apply(routing.TalkEnded(agent, call))

    def whole(self) -> dict[str, dict[str, tuple[object, ...]]]:
        """The floor by the board and the contacts themselves, in what tells them apart."""
        waiting = enumerate(self.board.waiting(), start=1)
        return {
            "agent": {
                one.agent: (one.state, one.since, one.reason or "", one.call and owner(PlaceId(one.call)))
                for one in self.board.agents()
            },
            "waiting": {
                owner(PlaceId(call.call)): (call.queue, call.since, position) for position, call in waiting
            },
            "contact": {contact: (type(phase).__name__.lower(),) for contact, phase in self.contacts.items()},
        }


def as_told(reader: FloorReader) -> dict[str, dict[str, tuple[object, ...]]]:
    """The same by what the reader has read."""
    floor = reader.floor
    return {
        "agent": {
            key: (one["state"], one["since"], one["reason"], one["contact"])
            for key, one in floor.get("agent", {}).items()
        },
        "waiting": {
            key: (one["queue"], one["since"], one["position"])
            for key, one in floor.get("waiting", {}).items()
        },
        "contact": {key: (one["phase"].replace("_", ""),) for key, one in floor.get("contact", {}).items()},
    }


async def suffering(server: RedisServer) -> None:
    """What befalls the Redis while the board is at work."""
    for _ in range(2):
        await asyncio.sleep(0.4)
        server.freeze()
        await asyncio.sleep(0.5)
        server.thaw()
        await asyncio.sleep(0.3)
        async with Redis.from_url(server.url) as redis:
            await redis.flushall()
        await asyncio.sleep(0.4)
        server.kill()
        await asyncio.sleep(0.3)
        await asyncio.to_thread(server.start)
        async with Redis.from_url(server.url) as redis:
            await redis.config_set("maxmemory", "1")
            await asyncio.sleep(0.3)
            await redis.config_set("maxmemory", "0")


async def test_after_a_random_life_with_a_suffering_redis_a_reader_has_the_boards_own_floor(
    server: RedisServer,
) -> None:
    now = ServerPulse(at=1.0, host="pbx1", pid=1, since=1.0, driving=True)
    floor = RedisFloor(server.url, "demo", lambda: now)
    async with Redis.from_url(server.url, decode_responses=True) as redis:
        life, reader = Life(floor, seed=11), FloorReader(redis)
        async with (
            task(asyncio.create_task(floor.run())),
            task(asyncio.create_task(life.showing.run())),
            task(asyncio.create_task(reading(reader))),
        ):
            harm = asyncio.create_task(suffering(server))
            for _ in range(STEPS):
                life.step()
                await asyncio.sleep(SECONDS_BETWEEN_STEPS)
            await harm
            async with asyncio.timeout(3.0):
                while as_told(reader) != life.whole():  # noqa: ASYNC110  # it comes from another process
                    await asyncio.sleep(0.02)
    assert life.made > 100
    assert reader.changes > 100
    assert reader.resyncs > 0
    assert life.longest < 0.1


async def reading(reader: FloorReader) -> None:
    """Follow the floor, and go on after whatever happens."""
    while True:
        end_if_cancelled()
        await reader.step()
        await asyncio.sleep(0.01)
