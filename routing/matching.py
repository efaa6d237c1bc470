"""Matching: brings together agents who became ready and calls that came into line."""

from collections.abc import Iterable, Mapping

from routing.agents import AgentState
from routing.calls import Call, WaitingCall
from routing.idle import Idle
from routing.lines import Line, Lines
from routing.seats import Seat

Pair = tuple[Call, Seat]


class Matching:
    """The calls in line and the idle agents, of whom none fits another once ``settle`` is done.

    Calls are served in their order (``routing.order``).  A call takes the agent whom its strategy
    ranks first among the ready ones who can take it.  ``unsettled``: something came since the last time.
    """

    def __init__(self, seats: Mapping[str, Seat], calls: Mapping[str, Call]) -> None:
        self._calls = calls
        self._lines = Lines()
        self._idle = Idle(seats)
        self._freed: list[Seat] = []
        self._queued: list[Call] = []
        self._stamps = 0
        self.unsettled = False

    def introduce(self, seat: Seat) -> None:
        """An agent came to the board, or his skills have changed."""
        self._idle.introduce(seat, self._lines.all())

    def dismiss(self, seat: Seat) -> None:
        """An agent leaves the board, or his skills are about to change."""
        self._idle.dismiss(seat)

    def agent_ready(self, seat: Seat) -> None:
        """An agent became ready, or is ready with other skills or another turn than before."""
        self._stamp(seat)
        self._freed.append(seat)
        self.unsettled = True

    def agent_busy(self, seat: Seat) -> None:
        """An agent is not ready any more."""
        self._stamp(seat)

    def call_queued(self, call: Call) -> None:
        """A call came into line, or came back into it."""
        self._queued.append(call)
        self.unsettled = True

    def call_left(self, call: Call) -> None:
        """A call left the line, if it was in one."""
        self._lines.leave(call)

    def waiting(self, queue: str | None) -> tuple[WaitingCall, ...]:
        """The calls in line, of one queue or of all, in the order of all."""
        return tuple(self._calls[call].as_waiting() for call in self._lines.in_order(queue))

    def position(self, call: Call) -> int | None:
        """The call's place in its queue, counted from 1; None when it is not in line."""
        return self._lines.position(call)

    def settle(self) -> list[Pair]:
        """Match whatever came since the last time; answers who is now reserved for which call.

        One agent or one call alone, the usual change, needs no walk along the lines: beforehand
        nobody ready fits any call in line.
        """
        self.unsettled = False
        freed, self._freed = [seat for seat in self._freed if seat.state is AgentState.READY], []
        queued, self._queued = self._queued, []
        match freed, queued:
            case [seat], []:
                return self._place_agent(seat)
            case [], [call]:
                return self._place_call(call)
            case _:
                return self._place_all(freed, queued)

    def _place_agent(self, seat: Seat) -> list[Pair]:
        first = self._lines.first_for(seat.able)
        if first is None:
            self._idle.add(seat)
            return []
        call = self._calls[first]
        if seat.agent.id in call.missed_by:
            call.missed_by.clear()
        return [self._pair(call, seat)]

    def _place_call(self, call: Call) -> list[Pair]:
        line = self._line_of(call)
        seat = self._idle.best_for(call, line)
        if seat is None:
            self._lines.enter(call, line)
            return []
        return [self._pair(call, seat)]

    def _place_all(self, freed: Iterable[Seat], queued: Iterable[Call]) -> list[Pair]:
        for seat in freed:
            self._idle.add(seat)
        for call in queued:
            self._lines.enter(call, self._line_of(call))
        pairs: list[Pair] = []
        heads = self._lines.heads
        at = 0
        while at < len(heads):
            _, first, line = heads[at]
            call = self._calls[first]
            best = self._idle.best_for(call, line)
            if best is None:
                at += 1
            else:
                # The next call of this line comes no earlier in the order than at this index.
                pairs.append(self._pair(call, best))
        return pairs

    def _pair(self, call: Call, seat: Seat) -> Pair:
        self._lines.leave(call)
        call.agent, call.waits = seat.agent.id, False
        seat.reserve(call)
        self._stamp(seat)
        return call, seat

    def _stamp(self, seat: Seat) -> None:
        # One count for all, so that entries in a heap are told apart without comparing agents.
        self._stamps += 1
        seat.stamp = self._stamps

    def _line_of(self, call: Call) -> Line:
        line = self._lines.find(call)
        if line is None:
            self._idle.forget_lines(self._lines.drop_empty())
            line = self._lines.make(call)
            self._idle.open_line(line)
        return line
