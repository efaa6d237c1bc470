"""Levels: how well each queue was answered in the last quarter of an hour and the last hour."""

from collections import deque
from collections.abc import Callable, Mapping

import routing
from ivr.dialplan.centre.centre import Centre

WINDOWS = {"15m": 15, "1h": 60}
"""The windows, in minutes."""

SHORT_SECONDS = 5.0
"""Whoever gives up within this time is a short abandon."""

_LONGEST = max(WINDOWS.values())


class Levels:
    """Counts waits by the minute in which they ended, for the last hour since the server began."""

    def __init__(self, centre: Callable[[], Centre], clock: Callable[[], float]) -> None:
        self._centre = centre
        self._clock = clock
        self._minutes: dict[str, deque[tuple[int, routing.Waits]]] = {}

    def ended(self, queue: str, outcome: str, seconds: float) -> None:
        """A wait ended so (answered, abandoned, timed_out) after so long."""
        known = self._centre().queues.get(queue)
        if known is None:
            return
        in_time = outcome == "answered" and seconds <= known.service_level_seconds
        given_up = outcome == "abandoned"
        wait = routing.Waits(
            offered=1,
            in_time=int(in_time),
            abandoned=int(given_up),
            short=int(given_up and seconds < SHORT_SECONDS),
        )
        now, minutes = self._minute(), self._minutes.setdefault(queue, deque(maxlen=_LONGEST))
        if minutes and minutes[-1][0] == now:
            wait += minutes.pop()[1]
        minutes.append((now, wait))

    def of(self, queue: str) -> Mapping[str, routing.Waits]:
        """The queue's waits by window."""
        now, minutes = self._minute(), self._minutes.get(queue, ())
        return {
            window: sum((waits for minute, waits in minutes if now - minute < length), routing.Waits())
            for window, length in WINDOWS.items()
        }

    def _minute(self) -> int:
        return int(self._clock() // 60)
