"""Findings: what the audit tells of a day, violations and exceptions."""

from enum import StrEnum

import msgspec

from routing.changes import Offer


class Passed(StrEnum):
    """Why a call was passed by one that stood behind it; the last is no reason at all."""

    LACKS_SKILL = "lacks_skill"
    NAMED_AGENT = "named_agent"
    TEAM = "team"
    RELAXES_LATER = "relaxes_later"
    SAME_MOMENT = "same_moment"
    RESTORED = "restored"
    TAKEN = "taken"
    UNEXPLAINED = "unexplained"


class Impossible(StrEnum):
    """What no offer may be."""

    NOT_IN_LINE = "not_in_line"
    NOT_ABLE = "not_able"
    TWO_CALLS = "two_calls"


class Passing(msgspec.Struct, frozen=True):
    """At ``at`` the ``offer`` was served before ``passed``, which stood before it."""

    at: float
    offer: Offer
    passed: str
    why: Passed


class Fault(msgspec.Struct, frozen=True):
    """An offer that could not be."""

    at: float
    offer: Offer
    why: Impossible


class Audited(msgspec.Struct, frozen=True):
    """What came of it: ``counts`` of all passings by reason, ``exceptions`` those beyond mere skills."""

    offers: int
    counts: dict[Passed, int]
    exceptions: tuple[Passing, ...]
    faults: tuple[Fault, ...]

    def violations(self) -> tuple[Passing | Fault, ...]:
        """What nothing explains."""
        unexplained = (one for one in self.exceptions if one.why is Passed.UNEXPLAINED)
        return (*unexplained, *self.faults)
