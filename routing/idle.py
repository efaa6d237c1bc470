"""Idle: the ready agents to whom no call could be given, found again by class of call."""

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

from routing.agents import AgentState
from routing.lines import Call, Line, Profile, ReadyEntry
from routing.seats import Seat


class Idle:
    """Keeps each line's heap of ready agents, and the profiles that say whose lines are whose.

    Nobody is searched for in a heap when he is taken: his entries carry a stamp and are dropped
    when they come up, or together when the heap has doubled.
    """

    def __init__(self, seats: Mapping[str, Seat]) -> None:
        self._seats = seats
        self._profiles: dict[tuple[tuple[str, int], ...], Profile] = {}

    def profile(self, skills: dict[str, int], lines: tuple[Line, ...]) -> Profile:
        """The profile of these skills, made from ``lines`` if it is new."""
        key = tuple(sorted(skills.items()))
        profile = self._profiles.get(key)
        if profile is None:
            profile = self._profiles[key] = Profile(skills)
            for line in lines:
                profile.consider(line)
        return profile

    def keep_used_profiles(self) -> None:
        """Forget the profiles that no agent has any more."""
        used = {id(seat.profile) for seat in self._seats.values()}
        self._profiles = {key: found for key, found in self._profiles.items() if id(found) in used}

    def open_line(self, line: Line) -> None:
        """Fill a new line's heap."""
        for profile in self._profiles.values():
            profile.consider(line)
        line.ready = [
            _entry(seat, line)
            for seat in self._seats.values()
            if seat.state is AgentState.READY and line in seat.profile.lines
        ]
        heapify(line.ready)

    def forget_lines(self, lines: tuple[Line, ...]) -> None:
        """Forget lines that are no more."""
        for profile in self._profiles.values():
            profile.lines.difference_update(lines)

    def add(self, seat: Seat) -> None:
        """Make a ready agent findable for every class of calls that he can take."""
        for line in seat.profile.lines:
            heappush(line.ready, _entry(seat, line))
            if len(line.ready) > line.most_ready:
                line.ready = [entry for entry in line.ready if self._fresh(entry)]
                heapify(line.ready)
                line.most_ready = 64 + 2 * len(line.ready)

    def best_for(self, call: Call, line: Line) -> Seat | None:
        """The ready agent whom the call's strategy ranks first.

        Agents who missed this call come after all others; when only such are left, the call's
        misses are forgotten.
        """
        heap = line.ready
        passed_over: list[ReadyEntry] = []
        best: ReadyEntry | None = None
        while heap and best is None:
            entry = heappop(heap)
            if not self._fresh(entry):
                continue
            if entry[1] in call.missed_by:
                passed_over.append(entry)
            else:
                best = entry
        if best is None:
            if not passed_over:
                return None
            call.missed_by.clear()
            best = passed_over.pop(0)
        for entry in passed_over:
            heappush(heap, entry)
        return self._seats[best[1]]

    def _fresh(self, entry: ReadyEntry) -> bool:
        seat = self._seats.get(entry[1])
        return seat is not None and seat.stamp == entry[2]


def _entry(seat: Seat, line: Line) -> ReadyEntry:
    return (line.strategy(seat.ready_agent(), line.call_class), seat.agent.id, seat.stamp)
