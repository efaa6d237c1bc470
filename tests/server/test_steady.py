"""The machine's clock is set while callers wait: their waits are as long as they were to be."""

import asyncio

import pytest

from ivr.server import steady
from ivr.server.mailbox import Mailbox
from ivr.server.steady import SteadyClock, follow_the_wall
from ivr.telephony.events import TimedOut
from tests.calls.transcript import CONTACT

HOUR = 3600.0


class Times:
    """The machine's clocks: the one on the wall can be set, the other only goes forward."""

    def __init__(self) -> None:
        self.wall, self.forward = 1000.0, 50.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.forward += seconds

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.forward)


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_a_step_of_the_wall_clock_is_none_of_ours(step: float):
    times = Times()
    clock = times.clock()
    times.pass_by(5.0)
    times.wall += step
    times.pass_by(5.0)
    assert clock() == 1010.0
    assert clock.apart() == step


@pytest.mark.parametrize("step", [HOUR, -HOUR])
async def test_a_wait_is_neither_ended_nor_prolonged_by_a_step(step: float):
    times = Times()
    clock = times.clock()
    box = Mailbox(CONTACT, clock)
    times.wall += step
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await box.next(1000.0 + 60.0)
    times.pass_by(60.0)
    async with asyncio.timeout(1):
        assert isinstance(await box.next(1000.0 + 60.0), TimedOut)


async def test_it_follows_the_wall_when_nobody_waits_and_not_before(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(steady, "SECONDS_BETWEEN_LOOKS", 0.001)
    times = Times()
    clock = times.clock()
    waiting = [True]
    following = asyncio.create_task(follow_the_wall(clock, lambda: waiting[0]))
    times.wall += HOUR
    await asyncio.sleep(0.05)
    assert clock() == 1000.0
    waiting[0] = False
    async with asyncio.timeout(2):
        while clock() != 1000.0 + HOUR:  # noqa: ASYNC110  # a clock tells nobody
            await asyncio.sleep(0.002)
    following.cancel()
