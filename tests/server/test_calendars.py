"""Calendars: what the libraries know of zones and holidays."""

from datetime import date

from ivr.server.calendars import WorldCalendars

CALENDARS = WorldCalendars(lambda: date(2026, 6, 1))


def test_china_makes_up_for_its_holidays_on_saturdays_and_sundays() -> None:
    known = CALENDARS.holidays("CN")

    assert known.days[date(2026, 10, 1)] is False
    assert known.days[date(2026, 10, 10)] is True
    assert 2026 in known.years


def test_a_year_whose_working_weekends_are_not_decided_is_not_known() -> None:
    assert 2099 not in WorldCalendars(lambda: date(2099, 1, 1)).holidays("CN").years


def test_the_holidays_of_a_country_that_makes_up_for_none_are_known_in_every_year() -> None:
    assert set(CALENDARS.holidays("DE").years) >= {2026, 2027}


def test_nothing_is_known_of_a_country_or_zone_that_there_is_not() -> None:
    assert CALENDARS.holidays("XX").days == {}
    assert CALENDARS.zone("Asia/Peking") is None
    assert CALENDARS.zone("../etc/passwd") is None
    assert CALENDARS.zone("Asia/Shanghai") is not None
