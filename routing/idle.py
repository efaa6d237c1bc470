"""Idle: which agents can take the calls of which line, and the ready ones found again."""

from collections.abc import Collection, Mapping

from routing.agents import AgentState
from routing.calls import Call
from routing.lines import Line, ReadyEntry
from routing.needs import can_take
from routing.seats import Seat


class Idle:
    """Keeps each line's members and its tiers of ready agents."""

    def __init__(self, seats: Mapping[str, Seat]) -> None:
        self._seats = seats
        self._having: dict[str, set[Seat]] = {}

    def introduce(self, seat: Seat, lines: Collection[Line]) -> None:
        """An agent came, or has other skills than before: find the lines whose calls he can take."""
        for skill in seat.agent.skills:
            self._having.setdefault(skill, set()).add(seat)
        for line in lines:
            if can_take(seat.agent.skills, line.needs):
                _join(seat, line)

    def dismiss(self, seat: Seat) -> None:
        """An agent leaves, or is to have other skills: he can take nothing any more."""
        for skill in seat.agent.skills:
            self._having[skill].discard(seat)
        for line in seat.able:
            line.members.discard(seat)
        seat.able.clear()
        seat.tiers.clear()

    def open_line(self, line: Line) -> None:
        """Find the agents of a new line."""
        for seat in self._perhaps_able(line.needs):
            if can_take(seat.agent.skills, line.needs):
                _join(seat, line)
                if seat.state is AgentState.READY:
                    seat.able[line].add(_entry(seat, line.strategy.turn(seat)))

    def forget_lines(self, lines: Collection[Line]) -> None:
        """Forget lines that are no more."""
        for line in lines:
            for seat in line.members:
                seat.tiers[line.strategy.turn].remove(seat.able.pop(line))
            line.members.clear()

    def add(self, seat: Seat) -> None:
        """Make a ready agent findable for every class of calls that he can take."""
        for turn, tiers in seat.tiers.items():
            entry = _entry(seat, turn(seat))
            for tier in tiers:
                tier.add(entry)

    def best_for(self, call: Call, line: Line) -> Seat | None:
        """The ready agent whom the call's strategy ranks first; he stays where he is until he is taken.

        Agents who missed this call come after all others; when only such are left, the call's misses
        are forgotten.
        """
        first_passed_over: Seat | None = None
        for tier in line.tiers:
            tier.drop_stale()
            if not tier.heap:
                continue
            first = tier.heap[0][3]
            if first.agent.id not in call.missed_by:
                return first
            first_passed_over = first_passed_over or first
            others = [entry for entry in tier.heap if _may(entry, call)]
            if others:
                return min(others)[3]
        if first_passed_over is not None:
            call.missed_by.clear()
        return first_passed_over

    def _perhaps_able(self, needs: Mapping[str, int]) -> Collection[Seat]:
        """Those who have the rarest of the needed skills at all."""
        if not needs:
            return self._seats.values()
        return min((self._having.get(skill, set()) for skill in needs), key=len)


def _join(seat: Seat, line: Line) -> None:
    tier = line.tier_of(seat.agent.skills)
    line.members.add(seat)
    seat.able[line] = tier
    seat.tiers.setdefault(line.strategy.turn, []).append(tier)


def _entry(seat: Seat, turn: float) -> ReadyEntry:
    return (turn, seat.agent.id, seat.stamp, seat)


def _may(entry: ReadyEntry, call: Call) -> bool:
    return entry[3].stamp == entry[2] and entry[1] not in call.missed_by
