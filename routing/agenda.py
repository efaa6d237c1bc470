"""Agenda: what is due when, the wrap-ups that end and the calls that relax."""

from heapq import heappop, heappush
from math import inf

from routing.calls import Call
from routing.seats import Seat

Due = Seat | Call


class Agenda:
    """What is due, in the order of time; what has been overtaken by events is dropped when it comes up.

    Nothing is due before ``next``; perhaps nothing then either.
    """

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, Due]] = []
        self._noted = 0
        self.next = inf

    def note(self, at: float, due: Due) -> None:
        """Something will be due then."""
        self._noted += 1
        heappush(self._entries, (at, self._noted, due))
        self.next = self._entries[0][0]

    def due(self) -> float | None:
        """When something is due next; None when nothing is."""
        while self._entries:
            at, _, due = self._entries[0]
            if due.due_at() == at:
                return at
            self.take()
        return None

    def take(self) -> Due:
        """What is due next, which is then no longer on the agenda."""
        _, _, due = heappop(self._entries)
        self.next = self._entries[0][0] if self._entries else inf
        return due
