"""The engine: brings arrivals to the production board, and lets time pass between events."""

from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from math import inf

import msgspec

from ivr.simulation.arrivals import Arrival
from ivr.simulation.visits import Abandoned, Answered, Blocked, Visit
from routing import Board, CallAnswered, CallGone, Offer, TalkEnded, TimePassed
from routing.changes import AgentChange, BoardChange

_Event = tuple[float, int, str | None, str]
"""When; its number, so that events of one moment keep their order; the agent whose talk with the call
ends, or None when it is the caller who loses patience; the call."""


class Told(msgspec.Struct, frozen=True):
    """Something that the board is told at ``at`` besides arrivals: an agent signs in, pauses …"""

    at: float
    change: AgentChange | BoardChange


class House(msgspec.Struct, frozen=True):
    """What the board does not know of its house.

    A handle time is divided by the agent's ``speeds``, 1 where he has none.  ``lines`` is how many contacts
    can be in the system at once, waiting or talking.  A telephone rings for ``ring_seconds``.
    """

    speeds: Mapping[str, float] = {}
    lines: float = inf
    ring_seconds: float = 0.0


class Engine:
    """Runs one board."""

    def __init__(self, board: Board, house: House) -> None:
        self._board = board
        self._speeds = house.speeds
        self._lines = house.lines
        self._ring_seconds = house.ring_seconds
        self._waiting: dict[str, Arrival] = {}
        self._talking = 0
        self._events: list[_Event] = []
        self._numbers = 0

    def run(self, coming: Iterable[Arrival | Told]) -> Iterator[Visit]:
        """What becomes of each contact, in the order of its answer, its giving up or its being blocked.

        What comes, contacts and news of agents, comes in order of time.  After the last everybody is served.
        """
        for news in coming:
            while self._next_at() <= news.at:
                yield from self._happen()
            if isinstance(news, Arrival):
                yield from self._arrive(news)
            else:
                yield from self._answer(self._board.apply(news.change, news.at), news.at)
        while self._next_at() < inf:
            yield from self._happen()

    def waits(self, call: str, arrival: Arrival, until: float) -> None:
        """The contact waits on the board already, as ``call``; it gives up at ``until``."""
        self._waiting[call] = arrival
        if until < inf:
            self._plan(until, None, call)

    def talks(self, call: str, agent: str, until: float) -> None:
        """The agent talks on the board already, and will until then."""
        self._talking += 1
        self._plan(until, agent, call)

    def _next_at(self) -> float:
        """When something happens next: an event, or what the board itself waits for."""
        due = self._board.due()
        planned = self._events[0][0] if self._events else inf
        return planned if due is None or planned < due else due

    def _arrive(self, arrival: Arrival) -> Iterable[Visit]:
        if len(self._waiting) + self._talking >= self._lines:
            return (Blocked(arrival),)
        call, at = f"{arrival.number:09}", arrival.at
        self._waiting[call] = arrival
        visits = self._answer(self._board.apply(arrival.kind.queued(call, at), at), at)
        if arrival.patience_seconds < inf and call in self._waiting:
            self._plan(at + arrival.patience_seconds, None, call)
        return visits

    def _happen(self) -> Iterable[Visit]:
        due = self._board.due()
        if due is not None and not (self._events and self._events[0][0] < due):
            return self._answer(self._board.apply(TimePassed(), due), due)
        at, _, agent, call = heappop(self._events)
        if agent is not None:
            self._talking -= 1
            return self._answer(self._board.apply(TalkEnded(agent, call), at), at)
        arrival = self._waiting.pop(call, None)
        if arrival is None:
            return ()
        self._board.apply(CallGone(call), at)
        return (Abandoned(arrival, at - arrival.at),)

    def _answer(self, offers: tuple[Offer, ...], at: float) -> Iterable[Visit]:
        """Every offer is answered at once; the board is told."""
        if not offers:
            return ()
        visits: list[Visit] = []
        for offer in offers:
            arrival = self._waiting.pop(offer.call)
            seconds = self._ring_seconds + arrival.handle_seconds / self._speeds.get(offer.agent, 1.0)
            self._talking += 1
            self._board.apply(CallAnswered(offer.agent, offer.call), at)
            self._plan(at + seconds, offer.agent, offer.call)
            visits.append(Answered(arrival, at + self._ring_seconds - arrival.at, offer.agent, seconds))
        return visits

    def _plan(self, at: float, agent: str | None, call: str) -> None:
        self._numbers += 1
        heappush(self._events, (at, self._numbers, agent, call))
