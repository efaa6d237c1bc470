"""Calendars: time zones and holidays, as Python's own libraries know them."""

from collections.abc import Callable
from datetime import date, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from ivr.dialplan.hours.calendar import Holidays

YEARS_BACK, YEARS_AHEAD = 1, 2
"""Which years' holidays are looked up, counted from this one."""


class WorldCalendars:
    """The time zones of the tz database, and the holidays of every country that ``holidays`` knows."""

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        self._today = today

    def zone(self, name: str) -> tzinfo | None:
        """The time zone of that name; None when there is none."""
        try:
            return ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            return None

    def holidays(self, country: str) -> Holidays:
        """The holidays of a country by its ISO 3166 code, as far as they are known."""
        year = self._today().year
        return _holidays(country, range(year - YEARS_BACK, year + YEARS_AHEAD + 1))


@lru_cache(maxsize=64)
def _holidays(country: str, years: range) -> Holidays:
    try:
        known = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        return Holidays()
    worked = frozenset(getattr(known, "weekend_workdays", ()))
    days = dict.fromkeys(known, False) | {day: True for day in worked if day.year in years}
    # Where holidays are made up for, the government says so each year: a year without any is not decided yet.
    decided = {day.year for day in worked}
    return Holidays(days, frozenset(year for year in years if not worked or year in decided))


CALENDARS = WorldCalendars()
"""Those of this machine."""
