"""Calls: one call on the board, and a waiting call as others see it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from routing.changes import CallQueued
from routing.needs import is_named
from routing.order import place

if TYPE_CHECKING:
    from routing.lines import Line


class WaitingCall(msgspec.Struct, frozen=True):
    """A call in line, being offered to nobody.

    ``needs`` are those of now; ``since`` is its place in line in seconds since the epoch; ``missed_by``
    are the agents (sorted) who were rung for it in vain and rank behind the others; ``relaxes_at`` is
    when it will need something else.
    """

    call: str
    queue: str
    needs: dict[str, int]
    priority: int
    since: float
    missed_by: tuple[str, ...] = ()
    relaxes_at: float | None = None


class Call:
    """One call on the board: it waits, or it is with an agent (``agent`` is his id).

    ``line`` is where it stands while it waits, ``needs`` are those of now, ``relaxed`` is how many of
    its relaxations have been reached.
    """

    __slots__ = ("agent", "facts", "line", "missed_by", "needs", "relaxed", "spot", "waits")

    def __init__(self, facts: CallQueued) -> None:
        self.facts = facts
        self.spot = place(facts)
        self.line: Line | None = None
        self.agent: str | None = None
        self.missed_by: set[str] = set()
        self.needs: Mapping[str, int] = facts.needs
        self.relaxed = 0
        self.waits = False

    def __repr__(self) -> str:
        return f"<Call {self.facts.call} {'in line' if self.line else f'with {self.agent}'}>"

    def replace(self, facts: CallQueued) -> None:
        """Take what is now said of the call; never while it is in line, as its place may change."""
        if facts.relax != self.facts.relax:
            self.relaxed = 0
        self.facts = facts
        self.spot = place(facts)
        self.relax_to(self.relaxed)

    def relax(self, now: float) -> None:
        """Need what is needed by ``now``; never while it is in line."""
        reached = self.relaxed
        while reached < len(self.facts.relax) and self.facts.relax[reached].at <= now:
            reached += 1
        if reached != self.relaxed:
            self.relax_to(reached)

    def missed(self, agent: str) -> None:
        """The agent was rung in vain; if the call waited for him by name it is relaxed at once."""
        self.agent = None
        self.missed_by.add(agent)
        if self.relaxed < len(self.facts.relax) and is_named(agent, self.needs):
            self.relax_to(self.relaxed + 1)

    def relaxes_at(self) -> float | None:
        """When it will need something else; None if it never will."""
        relax = self.facts.relax
        return relax[self.relaxed].at if self.relaxed < len(relax) else None

    def due_at(self) -> float | None:
        """When it relaxes, as long as it waits."""
        return self.relaxes_at() if self.waits else None

    def relax_to(self, reached: int) -> None:
        """Need what is needed once so many relaxations are reached; never while it is in line."""
        self.relaxed = reached
        self.needs = self.facts.relax[reached - 1].needs if reached else self.facts.needs

    def as_waiting(self) -> WaitingCall:
        """The call as others see it."""
        facts = self.facts
        return WaitingCall(
            facts.call,
            facts.queue,
            dict(self.needs),
            facts.priority,
            facts.since,
            tuple(sorted(self.missed_by)),
            self.relaxes_at(),
        )
