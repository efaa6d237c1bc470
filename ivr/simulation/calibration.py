"""Calibration: how often ranges that were announced came true."""

from enum import StrEnum

import msgspec

from ivr.simulation.expected_wait import Range


class Outcome(StrEnum):
    """When somebody was answered, measured by his range."""

    EARLIER = "earlier"
    INSIDE = "inside"
    LATER = "later"


class Announced(msgspec.Struct, frozen=True):
    """At ``at`` (seconds since the epoch) this range was told for a caller."""

    at: float
    range: Range

    def outcome(self, answered_at: float) -> Outcome:
        """Whether he was answered as was told."""
        waited = answered_at - self.at
        if waited < self.range.low:
            return Outcome.EARLIER
        return Outcome.INSIDE if waited <= self.range.high else Outcome.LATER


class Calibration(msgspec.Struct, frozen=True):
    """How many of the answered were answered earlier than told, inside their range, and later."""

    earlier: int = 0
    inside: int = 0
    later: int = 0

    def with_one(self, outcome: Outcome) -> "Calibration":
        """One more."""
        return msgspec.structs.replace(self, **{outcome: getattr(self, outcome) + 1})

    def share_inside(self) -> float | None:
        """Answered inside ÷ answered, to be held against what is claimed; None where nobody was."""
        answered = self.earlier + self.inside + self.later
        return self.inside / answered if answered else None
