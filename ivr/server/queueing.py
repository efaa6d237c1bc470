"""Queueing: keeps the routing board in step with the calls and agents, and makes its offers known."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

import routing
from ivr.calls.phases import Phase
from ivr.dialplan.centre.centre import Centre
from ivr.queueing.changes import (
    RoutingCommand,
    agents_of,
    change_of,
    pause_after,
    queued,
    told_to_contact,
)
from ivr.queueing.restoring import restored
from ivr.telephony.causes import Cause
from ivr.telephony.commands import ReleaseMissed
from ivr.telephony.events import Event
from ivr.telephony.ids import AgentId, PlaceId

log = structlog.get_logger()


class Queueing:
    """Applies each change to the board, delivers its offers, and wakes it when time is due."""

    def __init__(
        self, centre: Callable[[], Centre], deliver: Callable[[Event], None], clock: Callable[[], float]
    ) -> None:
        self._centre = centre
        self._deliver = deliver
        self._clock = clock
        self._timer: asyncio.TimerHandle | None = None
        self._day_ends = _midnight_after(clock(), centre().zone)
        self.board = routing.Board(agents_of(centre()), pause_after=pause_after(centre()))
        self.on_applied: Callable[[routing.Applied], None] = lambda applied: None
        self.on_change: Callable[[routing.Change], None] = lambda change: None
        self.on_unreachable: Callable[[AgentId], None] = lambda agent: None

    def apply(self, change: routing.Change) -> None:
        """Tell the board what has happened, and the contacts what follows from it."""
        now = self._clock()
        if now >= self._day_ends:
            self._day_ends = _midnight_after(now, self._centre().zone)
            self._apply(routing.DayBegan(), now)
        self._apply(change, now)

    def _apply(self, change: routing.Change, now: float) -> None:
        offers = self.board.apply(change, now)
        # Kept before anybody hears of the offers: what rings is in the history.
        self.on_applied(routing.Applied(now, change, offers))
        for offer in offers:
            self._deliver(told_to_contact(offer, now))
        self._wake_when_due()
        self.on_change(change)

    def perform(self, command: RoutingCommand) -> None:
        """Carry a contact's command to the board."""
        if isinstance(command, ReleaseMissed) and command.cause is Cause.UNREACHABLE:
            self.on_unreachable(command.agent)
        self.apply(change_of(command, self._centre()))

    def centre_changed(self) -> None:
        """The centre document was edited: agents and their skills apply at once."""
        centre = self._centre()
        self.apply(routing.AgentsChanged(agents_of(centre), pause_after(centre)))

    def close(self) -> None:
        """Stop waking the board."""
        if self._timer is not None:
            self._timer.cancel()

    def queued(
        self, place: PlaceId, queue: str, needs: dict[str, int], priority: int, since: float
    ) -> routing.CallQueued:
        """What the board has to know of a call that waits at ``place``."""
        return queued(self._centre(), place, queue, needs, priority, since)

    def restored(self, phases: Iterable[Phase], shifts: Iterable[routing.AgentStanding]) -> routing.Restored:
        """The board of an earlier life, from the contacts that live and the agents' shifts."""
        return restored(self._centre(), phases, shifts)

    def _wake_when_due(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self.board.due()
        if due is not None:
            delay = max(0.0, due - self._clock())
            self._timer = asyncio.get_running_loop().call_later(delay, self.apply, routing.TimePassed())


def _midnight_after(now: float, zone: str) -> float:
    """When the day ends in that zone (seconds since the epoch)."""
    tomorrow = datetime.fromtimestamp(now, ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(zone)).timestamp()
