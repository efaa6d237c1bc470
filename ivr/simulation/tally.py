"""The tally: counts visits, and tells the figures of those that are not of the warm-up."""

from array import array
from collections.abc import Iterable, Mapping

import msgspec

from ivr.simulation.answer import AgentFigures, Answer, ClassFigures
from ivr.simulation.confidence import BATCHES, BatchMeans
from ivr.simulation.visits import Abandoned, Answered, Blocked, Visit
from routing import Waits, service_level

WITHIN = (20,)
"""The seconds of the service level that is told where nothing else is asked for."""


class Span(msgspec.Struct, frozen=True):
    """Of ``contacts`` arrivals the first ``warm_up`` are not counted."""

    contacts: int
    warm_up: int = 0


class Tally:
    """Counts the visits of a span of contacts.

    ``groups`` is agent → the group under whose name his occupancy is told; ``within`` are the seconds of
    the service levels.
    """

    def __init__(
        self, classes: Iterable[str], groups: Mapping[str, str], span: Span, within: tuple[int, ...] = WITHIN
    ) -> None:
        self._classes = {name: _ClassTally(within) for name in classes}
        self._groups = groups
        self._spans = {name: (array("d"), array("d")) for name in dict.fromkeys(groups.values())}
        self._warm_up = span.warm_up
        self._counted = span.contacts - span.warm_up
        self._begin = self._end = 0.0

    def add(self, visit: Visit) -> None:
        """Count a visit."""
        arrival = visit.arrival
        self._end = max(self._end, arrival.at)
        if isinstance(visit, Answered):
            begins, ends = self._spans[self._groups[visit.agent]]
            begins.append(arrival.at + visit.wait)
            ends.append(arrival.at + visit.wait + visit.seconds)
        if arrival.number < self._warm_up:
            self._begin = max(self._begin, arrival.at)
            return
        batch = (arrival.number - self._warm_up) * BATCHES // self._counted
        self._classes[arrival.kind.name].add(visit, batch)

    def answer(self) -> Answer:
        """The figures.  Occupancy is that of the time between the warm-up and the last arrival."""
        return Answer(
            {name: tally.figures() for name, tally in self._classes.items()},
            {name: AgentFigures(self._occupancy(name)) for name in self._spans},
            self._end - self._begin,
        )

    def _occupancy(self, group: str) -> float | None:
        agents = sum(name == group for name in self._groups.values())
        begin, end = self._begin, self._end
        if end <= begin:
            return None
        spans = zip(*self._spans[group], strict=True)
        busy = sum(max(0.0, min(until, end) - max(since, begin)) for since, until in spans)
        return busy / (agents * (end - begin))


class _ClassTally:
    def __init__(self, within: tuple[int, ...]) -> None:
        self._within = within
        self._waits = BatchMeans()
        self._answered = self._abandoned = self._blocked = self._waited = 0
        self._in_time = [0] * len(within)

    def add(self, visit: Visit, batch: int) -> None:
        if isinstance(visit, Blocked):
            self._blocked += 1
            return
        self._waits.add(batch, visit.wait)
        self._waited += visit.wait > 0
        if isinstance(visit, Abandoned):
            self._abandoned += 1
            return
        self._answered += 1
        for number, seconds in enumerate(self._within):
            self._in_time[number] += visit.wait <= seconds

    def figures(self) -> ClassFigures:
        admitted = self._waits.count()
        offered = admitted + self._blocked
        levels = zip(self._within, self._in_time, strict=True)
        return ClassFigures(
            offered=offered,
            answered=self._answered,
            abandoned=self._abandoned,
            blocked=self._blocked,
            mean_wait_seconds=self._waits.mean(),
            mean_wait_ci95=self._waits.interval(),
            p_wait=self._waited / admitted if admitted else None,
            service_level={
                str(seconds): service_level(Waits(offered=offered, in_time=in_time))
                for seconds, in_time in levels
            },
        )
