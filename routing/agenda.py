"""Agenda: what is due when, the wrap-ups that end and the calls that relax."""

from heapq import heappop, heappush

from routing.calls import Call
from routing.seats import Seat

Due = Seat | Call


class Agenda:
    """What is due, in the order of time; what has been overtaken by events is dropped when it comes up."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, Due]] = []
        self._noted = 0

    def note(self, at: float, due: Due) -> None:
        """Something will be due then."""
        self._noted += 1
        heappush(self._entries, (at, self._noted, due))

    def due(self) -> float | None:
        """When something is due next; None when nothing is."""
        while self._entries:
            at, _, due = self._entries[0]
            if due.due_at() == at:
                return at
            heappop(self._entries)
        return None

    def is_due(self, now: float) -> bool:
        """Whether anything is due by ``now``, perhaps overtaken."""
        return bool(self._entries) and self._entries[0][0] <= now

    def take(self) -> Due:
        """What is due next, which is then no longer on the agenda."""
        return heappop(self._entries)[2]
