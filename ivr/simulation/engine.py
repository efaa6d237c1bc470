"""The engine: brings arrivals to the production board, and lets time pass between events."""

from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from math import inf

from ivr.simulation.arrivals import Arrival
from ivr.simulation.visits import Abandoned, Answered, Blocked, Visit
from routing import Board, CallAnswered, CallGone, CallQueued, Offer, TalkEnded

_Event = tuple[float, int, str | None, str]
"""When; its number, so that events of one moment keep their order; the agent whose talk with the call
ends, or None when it is the caller who loses patience; the call."""


class Engine:
    """Runs one board.  ``speeds`` are the agents': a handle time is divided by that of its agent.

    ``lines`` is how many contacts can be in the system at once, waiting or talking.
    """

    def __init__(self, board: Board, speeds: Mapping[str, float], lines: float = inf) -> None:
        self._board = board
        self._speeds = speeds
        self._lines = lines
        self._waiting: dict[str, Arrival] = {}
        self._talking = 0
        self._events: list[_Event] = []
        self._numbers = 0

    def run(self, arrivals: Iterable[Arrival]) -> Iterator[Visit]:
        """What becomes of each contact, in the order of its answer, its giving up or its being blocked.

        The arrivals come in order of time.  After the last one everybody is served.
        """
        events = self._events
        for arrival in arrivals:
            while events and events[0][0] <= arrival.at:
                yield from self._happen()
            yield from self._arrive(arrival)
        while events:
            yield from self._happen()

    def _arrive(self, arrival: Arrival) -> Iterable[Visit]:
        if len(self._waiting) + self._talking >= self._lines:
            return (Blocked(arrival),)
        call, kind, at = f"{arrival.number:09}", arrival.kind, arrival.at
        self._waiting[call] = arrival
        facts = CallQueued(call, kind.name, kind.needs, kind.priority, at, kind.strategy)
        offers = self._board.apply(facts, at)
        if call not in (offer.call for offer in offers) and arrival.patience_seconds < inf:
            self._plan(at + arrival.patience_seconds, None, call)
        return self._answer(offers, at)

    def _happen(self) -> Iterable[Visit]:
        at, _, agent, call = heappop(self._events)
        if agent is not None:
            self._talking -= 1
            return self._answer(self._board.apply(TalkEnded(agent, call), at), at)
        arrival = self._waiting.pop(call, None)
        if arrival is None:
            return ()
        self._board.apply(CallGone(call), at)
        return (Abandoned(arrival, at - arrival.at),)

    def _answer(self, offers: Iterable[Offer], at: float) -> Iterable[Visit]:
        """Every offer is answered at once; the board is told."""
        visits: list[Visit] = []
        for offer in offers:
            arrival = self._waiting.pop(offer.call)
            seconds = arrival.handle_seconds / self._speeds[offer.agent]
            self._talking += 1
            self._board.apply(CallAnswered(offer.agent, offer.call), at)
            self._plan(at + seconds, offer.agent, offer.call)
            visits.append(Answered(arrival, at - arrival.at, offer.agent, seconds))
        return visits

    def _plan(self, at: float, agent: str | None, call: str) -> None:
        self._numbers += 1
        heappush(self._events, (at, self._numbers, agent, call))
