"""Lines: the waiting calls, one line per class, and the classes' first calls in one order."""

from bisect import bisect_left, insort
from collections.abc import Collection, Mapping
from heapq import heapify, heappop, heappush, heapreplace
from math import inf
from typing import TYPE_CHECKING

from routing.calls import Call
from routing.order import Place
from routing.strategies import strategy_named

if TYPE_CHECKING:
    from routing.seats import Seat

ReadyEntry = tuple[float, str, int, "Seat"]
"""A ready agent in a tier: his turn, his id, the stamp of this time of being ready, and he."""

NOBODY: Place = (inf, "")
"""Behind every call."""

MANY = 64
"""Whoever can take the calls of more lines than this soon finds one among the first of all lines."""

LineKey = tuple[str, frozenset[tuple[str, int]], str]


class Tier:
    """The agents of a line whom its strategy ranks alike by their skills: a heap of the ready ones.

    Nobody is searched for in it when he is taken: his entry is stale by its stamp and is dropped when
    it comes up, or with all others when the heap has more than ``most``.
    """

    __slots__ = ("heap", "most", "rank")

    def __init__(self, rank: float) -> None:
        self.rank = rank
        self.heap: list[ReadyEntry] = []
        self.most = 64

    def add(self, entry: ReadyEntry) -> None:
        """Note a ready agent, in place of a stale first one if there is one."""
        heap = self.heap
        if heap and heap[0][3].stamp != heap[0][2]:
            heapreplace(heap, entry)
            return
        heappush(heap, entry)
        if len(heap) > self.most:
            self.heap = heap = [known for known in heap if known[3].stamp == known[2]]
            heapify(heap)
            self.most = 64 + 2 * len(heap)

    def drop_stale(self) -> None:
        """Let the first entry, if there is one, be that of a ready agent."""
        heap = self.heap
        while heap and heap[0][3].stamp != heap[0][2]:
            heappop(heap)


class Line:
    """The calls of one class in order, and the ready agents who can take them in the order of tiers.

    A class is calls of one queue with the same needs and strategy.  ``members`` are all agents who can
    take its calls, ready or not; ``routing.idle`` keeps both.
    """

    __slots__ = ("members", "needs", "places", "queue", "strategy", "tiers")

    def __init__(self, queue: str, needs: Mapping[str, int], strategy: str) -> None:
        self.queue = queue
        self.needs = needs
        self.strategy = strategy_named(strategy)
        self.places: list[Place] = []
        self.members: set[Seat] = set()
        self.tiers: list[Tier] = []

    def tier_of(self, skills: Mapping[str, int]) -> Tier:
        """The tier of agents with these skills."""
        rank = self.strategy.tier(skills, self.needs)
        at = bisect_left(self.tiers, rank, key=lambda tier: tier.rank)
        if at == len(self.tiers) or self.tiers[at].rank != rank:
            self.tiers.insert(at, Tier(rank))
        return self.tiers[at]


class Lines:
    """All lines, and ``heads``: the first call of each line that has calls, sorted.

    A new line is made at the first call of its class.  Lines without calls are kept, as their
    class is likely to come again, until there are ``most`` lines.
    """

    def __init__(self, most: int = 4096) -> None:
        self.heads: list[tuple[float, str, Line]] = []
        self._most = most
        self._by_key: dict[LineKey, Line] = {}
        self._by_queue: dict[str, list[Line]] = {}

    def all(self) -> Collection[Line]:
        """Every line there is, with calls or without."""
        return self._by_key.values()

    def find(self, call: Call) -> Line | None:
        """The line of the call's class, if there is one."""
        return self._by_key.get(_key(call))

    def make(self, call: Call) -> Line:
        """Make the line of the call's class."""
        line = Line(call.facts.queue, call.needs, call.facts.strategy)
        self._by_key[_key(call)] = line
        self._by_queue.setdefault(line.queue, []).append(line)
        return line

    def drop_empty(self) -> tuple[Line, ...]:
        """Forget the lines without calls if there are too many lines; answers those forgotten."""
        if len(self._by_key) < self._most:
            return ()
        dropped = tuple(line for line in self._by_key.values() if not line.places)
        self._by_key = {key: line for key, line in self._by_key.items() if line.places}
        self._by_queue = {}
        for line in self._by_key.values():
            self._by_queue.setdefault(line.queue, []).append(line)
        return dropped

    def enter(self, call: Call, line: Line) -> None:
        """Put the call at its place in its line."""
        spot, places = call.spot, line.places
        call.line = line
        if not places:
            places.append(spot)
            insort(self.heads, (*spot, line))
        elif spot > places[-1]:
            places.append(spot)
        else:
            insort(places, spot)
            if places[0] is spot:
                self._behead(places[1])
                insort(self.heads, (*spot, line))

    def leave(self, call: Call) -> None:
        """Take the call out of its line, if it is in one."""
        line = call.line
        if line is None:
            return
        call.line = None
        spot, places = call.spot, line.places
        index = bisect_left(places, spot)
        del places[index]
        if index == 0:
            self._behead(spot)
            if places:
                insort(self.heads, (*places[0], line))

    def _behead(self, spot: Place) -> None:
        del self.heads[bisect_left(self.heads, spot)]

    def first_for(self, able: Collection[Line]) -> str | None:
        """The id of the first call in the order of all that stands in one of these lines."""
        if len(able) > MANY:
            return next((call for _, call, line in self.heads if line in able), None)
        first = NOBODY
        for line in able:
            if line.places and line.places[0] < first:
                first = line.places[0]
        return first[1] or None

    def in_order(self, queue: str | None) -> list[str]:
        """The ids of the calls in line, of one queue or of all, in the order of all."""
        lines = self._by_key.values() if queue is None else self._by_queue.get(queue, ())
        return [spot[1] for spot in sorted(spot for line in lines for spot in line.places)]

    def position(self, call: Call) -> int | None:
        """The call's place in its queue, counted from 1; None when it is not in line."""
        if call.line is None:
            return None
        return 1 + sum(bisect_left(line.places, call.spot) for line in self._by_queue[call.facts.queue])


def _key(call: Call) -> LineKey:
    return (call.facts.queue, frozenset(call.needs.items()), call.facts.strategy)
