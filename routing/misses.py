"""Misses: after how many missed offers in a row an agent is paused, for each cause, and why."""

from enum import StrEnum

import msgspec


class Miss(StrEnum):
    """Why an agent did not take an offer; it is also the reason of the pause that too many lead to."""

    MISSED = "missed"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"


_MISSES = {
    "declined": Miss.DECLINED,
    "busy": Miss.DECLINED,
    "unreachable": Miss.UNREACHABLE,
    "failed": Miss.UNREACHABLE,
}


class PauseAfter(msgspec.Struct, frozen=True):
    """So many misses of one kind in a row lead to a pause (0: never).  An answered call begins anew."""

    missed: int = 3
    declined: int = 3
    unreachable: int = 3

    def of(self, miss: Miss) -> int:
        """The number for one kind."""
        match miss:
            case Miss.MISSED:
                return self.missed
            case Miss.DECLINED:
                return self.declined
            case Miss.UNREACHABLE:
                return self.unreachable


def miss_of(cause: str) -> Miss:
    """The kind of miss that a leg's cause means; one that is not known counts as not answered."""
    return _MISSES.get(cause, Miss.MISSED)
