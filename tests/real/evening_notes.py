"""Notes: how far each story of an evening is, and what the telephones have noted of it."""

import asyncio
import time

import msgspec

from ivr.phones.listening import Samples
from tests.real.evening_plan import Ring, Story
from tests.real.signatures import Signed

_MOMENT = 0.02


class Spoke(msgspec.Struct, kw_only=True):
    """What an agent's telephone noted of a talk: from when to when the caller was his (epoch seconds).

    Seconds in which the caller was ``held``, the agent ``away`` with another, and ``silent`` for keys;
    ``late`` for seconds that the telephone said after their time, for want of a machine that let it.
    """

    agent: str
    begin: float
    end: float = 0.0
    held: float = 0.0
    away: float = 0.0
    silent: float = 0.0
    late: float = 0.0
    heard: Samples | None = None


class Stalls:
    """When this process, in which all the telephones are, was held up: the machine had no time for it."""

    def __init__(self) -> None:
        self._held_up: list[tuple[float, float]] = []

    async def watch(self) -> None:
        """Note every moment that comes late, until cancelled."""
        while True:
            due = time.time() + _MOMENT
            await asyncio.sleep(_MOMENT)
            if (late := time.time() - due) > _MOMENT:
                self._held_up.append((due, late))

    def between(self, begin: float, end: float) -> float:
        """For how many seconds, from a second before ``begin`` to one after ``end`` (epoch seconds)."""
        return sum(late for due, late in self._held_up if begin - 1.0 <= due <= end + 1.0)


class Living:
    """A story while it happens: how far it is, and what the telephones have noted of it."""

    def __init__(self, story: Story, stalls: Stalls) -> None:
        self.story = story
        self._stalls = stalls
        self.rung = 0
        self.rings, self.met, self.handed, self.may_go, self.all_gone = (asyncio.Event() for _ in range(5))
        self.spoke: list[Spoke] = []
        self.slips: list[str] = []
        self.heard: Samples | None = None
        self.sound: Signed | None = None
        self.ended = 0.0

    def late(self, spoke: Spoke) -> float:
        """For how many seconds of a talk the caller's telephone was late."""
        return self.sound.late_between(spoke.begin, spoke.end) if self.sound is not None else 0.0

    def held_up(self, spoke: Spoke) -> float:
        """For how many seconds about a talk all telephones were held up."""
        return self._stalls.between(spoke.begin, spoke.end)

    def next_ring(self) -> Ring | None:
        """What the next agent does who is rung; None when nobody should be rung any more."""
        self.rung += 1
        rings = self.story.rings
        return rings[self.rung - 1] if self.rung <= len(rings) else None


class Stage(msgspec.Struct):
    """Who calls at present, by number, and what went wrong that belongs to nobody."""

    stalls: Stalls
    living: dict[str, Living] = {}
    slips: list[str] = []
