"""Calendars: what is known of time zones and holidays, which the shell looks up and the core is told."""

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Protocol

import msgspec


class Holidays(msgspec.Struct, frozen=True):
    """The holidays of a country: a day off is False, a day that is worked to make up for one is True.

    ``years`` are those of which all is known; of any other year nothing is.
    """

    days: Mapping[date, bool] = {}
    years: frozenset[int] = frozenset()


class Calendars(Protocol):
    """Looks time zones and holidays up."""

    def zone(self, name: str) -> tzinfo | None:
        """The time zone of that name; None when there is none."""

    def holidays(self, country: str) -> Holidays:
        """The holidays of a country by its ISO 3166 code, as far as they are known."""


class NothingKnown:
    """No time zones and no holidays: for whoever reads dialplans and does not ask when they are open."""

    def zone(self, name: str) -> tzinfo | None:
        """None."""
        return None

    def holidays(self, country: str) -> Holidays:
        """None of any year."""
        return Holidays()


NOTHING_KNOWN = NothingKnown()
