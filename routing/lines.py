"""Lines: the waiting calls, one line per class, and the classes' first calls in one order."""

from bisect import bisect_left, insort

from routing.agents import can_take
from routing.calls import CallClass, WaitingCall
from routing.changes import CallQueued
from routing.order import Place, place
from routing.strategies import DEFAULT, STRATEGIES

ReadyEntry = tuple[tuple[float, ...], str, int]
"""A ready agent in a line's heap: his rank, his id, and the stamp of this time of being ready."""


class Line:
    """The calls of one class in order, and the heap of the ready agents who can take them.

    The heap may hold stale entries and is swept when it has more than ``most_ready``;
    ``routing.idle`` keeps it.
    """

    __slots__ = ("call_class", "most_ready", "places", "ready", "strategy")

    def __init__(self, call_class: CallClass) -> None:
        self.call_class = call_class
        self.strategy = STRATEGIES.get(call_class.strategy, DEFAULT)
        self.places: list[Place] = []
        self.ready: list[ReadyEntry] = []
        self.most_ready = 64


class Profile:
    """The agents with exactly the same skills, and the lines whose calls they can take."""

    __slots__ = ("lines", "skills")

    def __init__(self, skills: dict[str, int]) -> None:
        self.skills = skills
        self.lines: set[Line] = set()

    def consider(self, line: Line) -> None:
        """Note the line if these agents can take its calls."""
        if can_take(self.skills, line.call_class.needs):
            self.lines.add(line)


class Call:
    """One call on the board: in line (``line`` is set) or with an agent (``agent`` is his id)."""

    __slots__ = ("agent", "facts", "line", "missed_by", "spot")

    def __init__(self, facts: CallQueued) -> None:
        self.facts = facts
        self.spot = place(facts)
        self.line: Line | None = None
        self.agent: str | None = None
        self.missed_by: set[str] = set()

    def __repr__(self) -> str:
        return f"<Call {self.facts.call} {'in line' if self.line else f'with {self.agent}'}>"

    def replace(self, facts: CallQueued) -> None:
        """Take what is now said of the call; never while it is in line, as its place may change."""
        self.facts = facts
        self.spot = place(facts)

    def as_waiting(self) -> WaitingCall:
        """The call as others see it."""
        facts = self.facts
        missed_by = tuple(sorted(self.missed_by))
        return WaitingCall(facts.call, facts.queue, facts.needs, facts.priority, facts.since, missed_by)


class Lines:
    """All lines, and ``heads``: the place of the first call of each line that has calls, sorted.

    A new line is made at the first call of its class.  Lines without calls are kept, as their
    class is likely to come again, until there are ``most`` lines.
    """

    def __init__(self, most: int = 4096) -> None:
        self.heads: list[tuple[Place, Line]] = []
        self._most = most
        self._by_class: dict[tuple[str, tuple[tuple[str, int], ...], str], Line] = {}
        self._by_queue: dict[str, list[Line]] = {}

    def all(self) -> tuple[Line, ...]:
        """Every line there is, with calls or without."""
        return tuple(self._by_class.values())

    def find(self, facts: CallQueued) -> Line | None:
        """The line of the call's class, if there is one."""
        return self._by_class.get(_class_key(facts))

    def make(self, facts: CallQueued) -> Line:
        """Make the line of the call's class."""
        line = Line(CallClass(facts.queue, facts.needs, facts.strategy))
        self._by_class[_class_key(facts)] = line
        self._by_queue.setdefault(facts.queue, []).append(line)
        return line

    def drop_empty(self) -> tuple[Line, ...]:
        """Forget the lines without calls if there are too many lines; answers those forgotten."""
        if len(self._by_class) < self._most:
            return ()
        dropped = tuple(line for line in self._by_class.values() if not line.places)
        kept = [(key, line) for key, line in self._by_class.items() if line.places]
        self._by_class = dict(kept)
        self._by_queue = {}
        for _, line in kept:
            self._by_queue.setdefault(line.call_class.queue, []).append(line)
        return dropped

    def enter(self, call: Call, line: Line) -> None:
        """Put the call at its place in its line."""
        spot = call.spot
        call.line = line
        insort(line.places, spot)
        if line.places[0] == spot:
            if len(line.places) > 1:
                self._behead(line.places[1])
            insort(self.heads, (spot, line))

    def leave(self, call: Call) -> None:
        """Take the call out of its line, if it is in one."""
        line, call.line = call.line, None
        if line is None:
            return
        spot = call.spot
        index = bisect_left(line.places, spot)
        del line.places[index]
        if index == 0:
            self._behead(spot)
            if line.places:
                insort(self.heads, (line.places[0], line))

    def _behead(self, spot: Place) -> None:
        del self.heads[bisect_left(self.heads, (spot,))]

    def first_for(self, profile: Profile) -> str | None:
        """The id of the first call in the order of all that these agents can take."""
        able = profile.lines
        return next((spot[2] for spot, line in self.heads if line in able), None)

    def in_order(self, queue: str | None) -> list[str]:
        """The ids of the calls in line, of one queue or of all, in the order of all."""
        lines = self._by_class.values() if queue is None else self._by_queue.get(queue, [])
        return [spot[2] for spot in sorted(spot for line in lines for spot in line.places)]

    def position(self, call: Call) -> int | None:
        """The call's place in its queue, counted from 1; None when it is not in line."""
        if call.line is None:
            return None
        return 1 + sum(bisect_left(line.places, call.spot) for line in self._by_queue[call.facts.queue])


def _class_key(facts: CallQueued) -> tuple[str, tuple[tuple[str, int], ...], str]:
    return (facts.queue, tuple(sorted(facts.needs.items())), facts.strategy)
