"""The watchdog: whatever is lost on its way, no agent is stuck for longer than ten seconds."""

import asyncio
import contextlib
import random
from collections import Counter

import pytest

import routing
from ivr.asterisk.ari.errors import LinkLostError
from ivr.dialplan.edition import Edition
from ivr.queueing.changes import RoutingCommand
from ivr.queueing.restoring import restored
from ivr.server.contacts import Contacts
from ivr.server.journal import Entry
from ivr.server.queueing import Queueing
from ivr.server.watchdog import SECONDS_BETWEEN_LOOKS, Watchdog
from ivr.telephony.commands import (
    Command,
    Dequeue,
    Enqueue,
    MarkRinging,
    PhoneCommand,
    ReleaseMissed,
    ReleaseToWrapUp,
    Seat,
    Take,
)
from ivr.telephony.events import Arrived, Event
from ivr.telephony.ids import AgentId, ChannelId, ContactId
from tests.server.examples import EDITION
from tests.server.lossy_asterisk import LossyAsterisk
from tests.server.virtual import clock, run

LONGEST_STUCK = 10.0
ROUTING = (Enqueue, Dequeue, MarkRinging, Seat, Take, ReleaseMissed, ReleaseToWrapUp)


class Editions:
    def present(self) -> Edition:
        return EDITION

    def beginning(self, arrival: Arrived) -> Edition:
        return EDITION

    def begun_with(self, version: str) -> Edition:
        return EDITION


class Nothing:
    async def keep(self, entry: Entry, edition: Edition) -> None:
        await asyncio.sleep(0.001)


class Centre:
    """Contacts, board and watchdog of a server, and an Asterisk in memory; things get lost on the way."""

    def __init__(self, seed: int, loss: float) -> None:
        self.chance, self.loss = random.Random(seed), loss
        self.contacts = Contacts(Editions(), Nothing(), clock)
        self.queueing = Queueing(lambda: EDITION.centre, self._hear, clock)
        self.asterisk = LossyAsterisk(self.chance, loss, self.contacts.deliver)
        self.healed = Counter[str]()
        self.driving = True
        self.watchdog = Watchdog(
            self.asterisk, self.contacts, self.queueing, lambda: EDITION.centre, clock, lambda: self.driving
        )
        self.watchdog.on_healed = lambda kind: self.healed.update((kind,))
        self.wrong_since: dict[tuple[str, str], float] = {}
        self.longest = 0.0

    def _hear(self, event: Event) -> None:
        if self.chance.random() >= self.loss:
            self.contacts.deliver(event)

    async def perform(self, contact: ContactId, command: Command) -> None:
        if not isinstance(command, ROUTING):
            if isinstance(command, PhoneCommand):
                await self.asterisk.perform(contact, command)
        elif self.chance.random() >= self.loss:
            told: RoutingCommand = command
            self.queueing.perform(told)

    def stuck(self) -> None:
        """Note for how long agents have had calls that no contact has with them."""
        phases = self.contacts.phases().values()
        told = {(one.agent, one.call) for one in restored(EDITION.centre, phases, ()).agents}
        has = {(one.agent, one.call or "") for one in self.queueing.board.agents() if one.call}
        wrong = has - told
        self.wrong_since = {one: self.wrong_since.get(one, clock()) for one in wrong}
        self.longest = max([self.longest, *(clock() - since for since in self.wrong_since.values())])


async def an_hour(centre: Centre, calls: int, watched: bool) -> None:
    async with asyncio.TaskGroup() as tasks:
        centre.contacts.open(tasks, centre)
        for agent in EDITION.centre.agents:
            centre.queueing.apply(routing.PhoneChanged(agent, True))
            centre.queueing.apply(routing.SignedIn(agent))
        dog = tasks.create_task(centre.watchdog.run()) if watched else None
        loop = asyncio.get_running_loop()
        for number in range(calls):
            channel = ChannelId(f"sw-1.{number}")
            at = centre.chance.uniform(0.0, 4.0 * calls)
            loop.call_later(at, centre.asterisk.call, channel, centre.chance.uniform(5.0, 90.0))
        for _ in range(round((4.0 * calls + 200.0) * 2)):
            await asyncio.sleep(0.5)
            centre.stuck()
        if dog is not None:
            dog.cancel()
            assert centre.contacts.inside() == frozenset()
        centre.queueing.close()
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task() and task.get_name().startswith("contact"):
                task.cancel()


def centre_after_an_hour(seed: int, loss: float, *, watched: bool) -> Centre:
    """The centre of that seed after sixty calls in virtual time."""
    opened: list[Centre] = []

    async def life() -> None:
        opened.append(Centre(seed, loss))
        await an_hour(opened[0], 60, watched)

    run(life())
    return opened[0]


@pytest.mark.parametrize("seed", range(3))
def test_with_a_tenth_of_everything_lost_no_agent_is_stuck_longer_than_ten_seconds(seed: int) -> None:
    centre = centre_after_an_hour(seed, 0.1, watched=True)
    assert centre.asterisk.lost > 10
    assert sum(centre.healed.values()) > 10, centre.healed
    assert centre.longest <= LONGEST_STUCK
    assert [one.agent for one in centre.queueing.board.agents() if one.call] == []
    assert (centre.queueing.board.waiting(), centre.asterisk.arrived, centre.asterisk.legs) == ((), {}, {})


def test_without_a_watchdog_they_are() -> None:
    centre = centre_after_an_hour(1, 0.1, watched=False)
    assert centre.longest > LONGEST_STUCK


def test_when_nothing_is_lost_nothing_is_healed() -> None:
    centre = centre_after_an_hour(3, 0.0, watched=True)
    assert centre.healed == {}


def test_without_a_line_nothing_is_compared_and_what_was_seen_before_is_forgotten() -> None:
    async def life() -> None:
        centre = Centre(0, 0.0)
        agent, call = AgentId("8001"), "sw-1-1.place.1"
        centre.queueing.apply(routing.PhoneChanged(agent, True))
        centre.queueing.apply(routing.SignedIn(agent))
        centre.queueing.apply(routing.CallQueued(call, "repair", {"repair": 1}))
        for driving in (True, False, True):
            centre.driving = driving
            await centre.watchdog.look()
        assert centre.healed == {}
        await centre.watchdog.look()
        assert centre.healed == {"agent_held": 1}

    run(life())


def test_a_line_that_is_lost_in_the_midst_of_a_look_ends_that_look_alone() -> None:
    async def life() -> None:
        centre = Centre(0, 0.0)
        looks: list[float] = []

        async def lost() -> dict[ContactId, Event]:
            looks.append(clock())
            raise LinkLostError("asterisk")

        centre.asterisk.callers = lost  # type: ignore[assignment, method-assign]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3.5 * SECONDS_BETWEEN_LOOKS):
                await centre.watchdog.run()
        assert len(looks) == 3

    run(life())
