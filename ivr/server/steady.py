"""A steady clock: the time of the wall for those who wait, without its steps."""

import asyncio
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger()

SECONDS_BETWEEN_LOOKS = 1.0

SECONDS_OF_A_STEP = 0.5
"""The machine's clock has been set when it is so much apart from ours."""


class SteadyClock:
    """Seconds since the epoch, as the machine's clock told them at the start, going on evenly from there.

    Phases and the board hold such times; a step of the machine's clock would end all waits at once, or
    none of them for an hour.  So ours follows only while nobody waits for anything.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, forward: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._forward = forward
        self._ahead = wall() - forward()

    def __call__(self) -> float:
        return self._ahead + self._forward()

    def apart(self) -> float:
        """By how many seconds the machine's clock is ahead of ours."""
        return self._wall() - self()

    def follow(self) -> None:
        """Tell the machine's time from now on."""
        self._ahead = self._wall() - self._forward()


async def follow_the_wall(clock: SteadyClock, anybody: Callable[[], bool]) -> None:
    """Have the clock follow the machine's whenever there is not ``anybody`` who waits; until cancelled."""
    told = 0.0
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        apart = clock.apart()
        if abs(apart) < SECONDS_OF_A_STEP:
            continue
        if abs(apart - told) >= SECONDS_OF_A_STEP:
            log.warning("clock_stepped", seconds=round(apart, 1), followed="when nobody waits")
            told = apart
        if not anybody():
            clock.follow()
            told = 0.0
            log.info("clock_followed", seconds=round(apart, 1))
