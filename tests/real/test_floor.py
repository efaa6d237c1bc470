"""Six agents and sixty callers at random: none is offered twice, rings for nobody or is served too soon."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

import routing
from ivr.demo.stage import Place
from ivr.server.board_history import StoredChapter, chapters_between
from routing.audit import audited
from tests.real.ari_telephone import Message, Telephone
from tests.real.leaks import nothing_left
from tests.real.line import server_of
from tests.real.open_centre import OpenCentre, open_centre

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLERS = 60
SECONDS_OF_CALLING = 12.0
WRAP_UP = 0.5
LONGEST_ZOMBIE = 0.2
"""For so long a telephone may ring on after the caller has hung up, in seconds."""


@pytest_asyncio.fixture(loop_scope="session")
async def centre(tmp_path: Path) -> AsyncIterator[OpenCentre]:
    place = Place(name="floor", first_port=28500, first_rtp_port=42000)
    async with open_centre(tmp_path, Path(__file__).parent / "floor", place) as opened:
        yield opened


class Floor:
    """What happened: when callers left, and when their calls rang and stopped at the agents' telephones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.left: dict[str, float] = {}
        self.zombies: list[float] = []
        self.doubles: list[str] = []
        self.served = 0
        self.lag = 0.0

    async def watch_the_machine(self) -> None:
        """How late this very process is, which the telephones' times are off by."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            self.lag = max(self.lag, time.monotonic() - before - 0.01)


class Desk(Telephone):
    """An agent's telephone that mostly answers, now and then rings in vain or declines."""

    def __init__(self, floor: Floor, user: str, password: str, server: tuple[str, int]) -> None:
        super().__init__(user, password, server)
        self.floor = floor
        self.cancelled = asyncio.Event()
        self.bye = asyncio.Event()
        self.number = ""

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = Message(data.decode("utf-8", "replace"))
        if not message.is_response and message.method == "CANCEL":
            left = self.floor.left.get(self.number)
            if left is not None:
                self.floor.zombies.append(time.time() - left)
            self.cancelled.set()
        if not message.is_response and message.method == "BYE":
            self.bye.set()
        super().datagram_received(data, addr)

    async def serve(self) -> None:
        """Serve calls until cancelled."""
        while True:
            message = await self.inbox.get()
            if not message.first.startswith("INVITE") or (self.invite and _same(self.invite, message)):
                continue
            self.invite = message
            found = re.search(r"sip:([^@>]+)@", message["from"])
            self.number = found[1] if found else ""
            self.cancelled.clear()
            self.bye.clear()
            self.ring()
            await self._meet()
            while not self.inbox.empty():
                other = self.inbox.get_nowait()
                if other.first.startswith("INVITE") and not _same(message, other):
                    self.floor.doubles.append(f"{self.user}: {other['from']} during {self.number}")

    async def _meet(self) -> None:
        luck = self.floor.chance.random()
        if luck < 0.08:
            self.refuse(486, "Busy Here")
        elif luck < 0.2:
            await _wait(self.cancelled, 4.0)
        elif not await _wait(self.cancelled, self.floor.chance.uniform(0.05, 0.6)):
            self.answer()
            if not await _wait(self.bye, self.floor.chance.uniform(0.2, 0.9)):
                self.hang_up()
            self.floor.served += 1


async def test_nobody_is_offered_twice_rings_for_nobody_or_is_served_before_his_turn(
    centre: OpenCentre, pytestconfig: pytest.Config
) -> None:
    seed = pytestconfig.getoption("--seed") or time.time_ns() % 100_000
    floor, began = Floor(seed), time.time()
    async with AsyncExitStack() as stack:
        for agent, password in centre.stage.secrets.agents.items():
            desk = await stack.enter_async_context(Desk(floor, agent, password, server_of(centre)))
            await desk.register()
            stack.push_async_callback(desk.unregister)
            await _sign_in(centre, desk)
            serving = asyncio.create_task(desk.serve())
            stack.callback(serving.cancel)
        lag = asyncio.create_task(floor.watch_the_machine())
        stack.callback(lag.cancel)
        await asyncio.gather(*(_call(centre, floor, index) for index in range(CALLERS)))
        ended = time.time()
        await asyncio.sleep(WRAP_UP + 0.5)
    chapters = await chapters_between(centre.store, began, ended)
    print(f"seed {seed}: {floor.served} served, {len(floor.zombies)} left while it rang")
    print(f"rang on for {max(floor.zombies, default=0.0):.3f} s at most, of which {floor.lag:.3f} ours")

    result = audited((stored.chapter for stored in chapters), began, ended + 1.0)
    assert result.offers >= floor.served > CALLERS // 3, seed
    assert result.violations() == (), seed
    assert [routing.first_divergence(one.chapter.begin, one.chapter.applied) for one in chapters] == [
        None
    ] * len(chapters)
    assert all(one.whole for one in chapters)
    assert floor.doubles == [], seed
    assert max(floor.zombies, default=0.0) < LONGEST_ZOMBIE + floor.lag, seed
    assert min(_after_talks(chapters)) >= WRAP_UP, seed
    assert '"healed"' not in (centre.folder / "server.log").read_text()
    await nothing_left(centre)


async def _call(centre: OpenCentre, floor: Floor, index: int) -> None:
    chance = floor.chance
    at, stays = chance.uniform(0.0, SECONDS_OF_CALLING), chance.random() < 0.65
    number, patience = f"1390000{index:04d}", chance.uniform(0.1, 4.0)
    dialled = chance.choice(("4401", "4402"))
    await asyncio.sleep(at)
    async with Telephone("carrier", centre.stage.secrets.carrier, server_of(centre)) as phone:
        await phone.call(dialled, f"<sip:{number}@127.0.0.1>")
        try:
            async with asyncio.timeout(40.0 if stays else patience):
                while not (await phone.inbox.get()).first.startswith("BYE"):
                    pass
        except TimeoutError:
            assert not stays, f"{number} was not served"
            floor.left[number] = time.time()
            phone.hang_up()
            await asyncio.sleep(0.3)


async def _sign_in(centre: OpenCentre, desk: Desk) -> None:
    async with Telephone(desk.user, desk.password, desk.server) as second:
        await second.call("*11", f"<sip:{desk.user}@127.0.0.1>")
        await second.expect("BYE")
    await centre.until_agent(desk.user, "ready")


async def _wait(event: asyncio.Event, seconds: float) -> bool:
    """Whether it came within so long."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _same(one: Message, other: Message) -> bool:
    return one["call-id"] == other["call-id"]


def _after_talks(chapters: tuple[StoredChapter, ...]) -> list[float]:
    """How long after the end of his talk each agent was offered the next call."""
    ended: dict[str, float] = {}
    found: list[float] = []
    for stored in chapters:
        for applied in stored.chapter.applied:
            for offer in applied.offers:
                if offer.agent in ended:
                    found.append(applied.at - ended.pop(offer.agent))
            match applied.change:
                case routing.TalkEnded(agent=agent):
                    ended[agent] = applied.at
                case _:
                    pass
    return found
