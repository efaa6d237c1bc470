"""Sparingly: how often something may be done to somebody within a stretch of time."""

from collections.abc import Callable

MOST_REMEMBERED = 10_000


class Sparingly:
    """At most ``most`` times within ``seconds``, each name for itself."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._times: dict[str, list[float]] = {}

    def may(self, name: str) -> bool:
        """Whether it may be done once more now."""
        return len(self._recent(name)) < self._most

    def note(self, name: str) -> None:
        """It was done."""
        if len(self._times) >= MOST_REMEMBERED:
            self._times = {one: recent for one in self._times if (recent := self._recent(one))}
        self._times[name] = [*self._recent(name), self._clock()]

    def _recent(self, name: str) -> list[float]:
        since = self._clock() - self._seconds
        return [at for at in self._times.get(name, ()) if at > since]
