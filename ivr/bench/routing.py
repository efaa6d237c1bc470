"""The router alone: a large centre on a virtual clock, every change timed."""

from collections.abc import Iterable, Iterator
from random import Random
from time import perf_counter_ns
from tracemalloc import get_traced_memory, start, stop

import msgspec

from ivr.bench.figures import percentile
from routing import (
    Agent,
    AgentRings,
    Board,
    CallAnswered,
    CallQueued,
    Change,
    Offer,
    PhonesChanged,
    SignedIn,
    TalkEnded,
)


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How large the centre is; ``waiting`` calls are in line throughout."""

    agents: int = 10_000
    waiting: int = 5_000
    classes: int = 300
    skills: int = 50
    talks: int = 100_000


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured in one situation.

    ``offers_per_second`` counts all the time that the board took; ``microseconds`` are those of one
    change: the median, p99 and p99.9.
    """

    situation: str
    offers: int
    changes: int
    offers_per_second: float
    microseconds: tuple[float, ...]


class Clocked:
    """A board whose every change is timed; ``talks`` are the offers that were answered."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.now = 1_000_000.0
        self.took: list[int] = []
        self.offers = 0
        self.waiting = 0
        self.talks: list[Offer] = []

    def apply(self, change: Change) -> tuple[Offer, ...]:
        """Apply the change and note how long that took."""
        self.now += 0.001
        began = perf_counter_ns()
        offers = self.board.apply(change, self.now)
        self.took.append(perf_counter_ns() - began)
        self.offers += len(offers)
        self.waiting += isinstance(change, CallQueued) - len(offers)
        return offers

    def answered(self, offers: Iterable[Offer]) -> None:
        """Let whoever is offered a call ring and answer."""
        for offer in offers:
            self.apply(AgentRings(offer.agent, offer.call))
            self.apply(CallAnswered(offer.agent, offer.call))
            self.talks.append(offer)

    def hang_up(self, at: int) -> tuple[Offer, ...]:
        """End one of the talks."""
        self.talks[at], self.talks[-1] = self.talks[-1], self.talks[at]
        ended = self.talks.pop()
        return self.apply(TalkEnded(ended.agent, ended.call))

    def speed(self, situation: str) -> Speed:
        """What was measured since the last time this was asked."""
        took, offers = sorted(self.took), self.offers
        self.took, self.offers = [], 0
        return Speed(
            situation=situation,
            offers=offers,
            changes=len(took),
            offers_per_second=offers / (sum(took) / 1e9),
            microseconds=tuple(percentile(took, share) / 1000 for share in (50, 99, 99.9)),
        )


def measure(size: Size, seed: int) -> Iterator[Speed]:
    """The speed of the router in each situation, one after the other."""
    chance = Random(seed)
    agents = _agents(chance, size)
    calls = _calls(chance, _classes(chance, size))
    clocked = Clocked(Board(agents))
    for name in agents:
        clocked.apply(SignedIn(name))
    while clocked.waiting < size.waiting:
        clocked.apply(next(calls))
    clocked.speed("")
    offers = clocked.apply(PhonesChanged(frozenset(agents)))
    yield clocked.speed("all agents come at once")
    clocked.answered(offers)
    yield _busy(clocked, calls, size, chance)
    yield _idle(clocked, calls, size, chance)


def _busy(clocked: Clocked, calls: Iterator[CallQueued], size: Size, chance: Random) -> Speed:
    while clocked.waiting < size.waiting:
        clocked.answered(clocked.apply(next(calls)))
    clocked.speed("")
    for _ in range(size.talks):
        clocked.answered(clocked.hang_up(chance.randrange(len(clocked.talks))))
        clocked.answered(clocked.apply(next(calls)))
    return clocked.speed("calls wait for agents")


def _idle(clocked: Clocked, calls: Iterator[CallQueued], size: Size, chance: Random) -> Speed:
    while clocked.talks and (clocked.waiting or len(clocked.talks) > size.agents // 2):
        clocked.answered(clocked.hang_up(chance.randrange(len(clocked.talks))))
    clocked.speed("")
    for _ in range(size.talks):
        clocked.answered(clocked.apply(next(calls)))
        clocked.answered(clocked.hang_up(chance.randrange(len(clocked.talks))))
    return clocked.speed("agents wait for calls")


def _agents(chance: Random, size: Size) -> dict[str, Agent]:
    names = [f"{number:05}" for number in range(size.agents)]
    return {name: Agent(name, _levels(chance, _skills(size), 3, 8)) for name in names}


def _classes(chance: Random, size: Size) -> list[dict[str, int]]:
    return [_levels(chance, _skills(size), 1, 2, 5) for _ in range(size.classes)]


def _skills(size: Size) -> list[str]:
    return [f"skill{number}" for number in range(size.skills)]


def _levels(chance: Random, skills: list[str], least: int, most: int, level: int = 10) -> dict[str, int]:
    return {skill: chance.randint(1, level) for skill in chance.sample(skills, chance.randint(least, most))}


def _calls(chance: Random, classes: list[dict[str, int]]) -> Iterator[CallQueued]:
    number = 0
    while True:
        number += 1
        needs = chance.choice(classes)
        yield CallQueued(
            f"call{number:07}", "queue", needs, since=1_000_000.0 + number / 1000, wrap_up_seconds=0.0
        )


def memory(size: Size, seed: int) -> int:
    """The bytes that a board of this size takes, with its agents and the calls in line."""
    chance = Random(seed)
    agents = _agents(chance, size)
    calls = _calls(chance, _classes(chance, size))
    start()
    board = Board(agents)
    for _ in range(size.waiting):
        board.apply(next(calls), 1_000_000.0)
    taken, _ = get_traced_memory()
    stop()
    return taken
