"""Openings: what the book of hours, the country's holidays and the table of days make together."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.hours.warning import unknown_years, warning_of
from tests.dialplan.examples import Almanac

CENTRE = b"name: {zh: a}\nlanguages: [zh]\n"
OFFICE = "hours: {office: {week: {mon-fri: 9:00-18:00}}}\n"


def edition(hours: str) -> Edition:
    read = read_edition({"centre.yaml": CENTRE, "hours.yaml": hours.encode()}, calendars=Almanac())
    assert isinstance(read, Edition), read
    return read


def is_open(hours: str, day: str) -> bool:
    at = datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    return next(iter(edition(hours).openings.values())).is_open(at)


@pytest.mark.parametrize(
    ("hours", "day", "expected"),
    [
        (OFFICE, "2026-01-01", False),
        (OFFICE, "2026-01-04", True),
        (OFFICE, "2026-01-05", True),
        (OFFICE + "days: {2026-01-01: workday, 2026-01-04: holiday}\n", "2026-01-01", True),
        (OFFICE + "days: {2026-01-01: workday, 2026-01-04: holiday}\n", "2026-01-04", False),
        (OFFICE + "country: none\n", "2026-01-01", True),
        (OFFICE + "country: DE\n", "2026-01-04", False),
        ("hours: {a: {week: {mon-fri: 9:00-18:00}, exceptions: {2026-01-05: closed}}}", "2026-01-05", False),
        ("hours: {a: {week: {mon-sun: 0:00-24:00}, zone: Europe/Berlin}}", "2026-01-06", True),
    ],
)
def test_the_table_stands_above_the_country_and_exceptions_above_all(
    hours: str, day: str, expected: bool
) -> None:
    assert is_open(hours, day) is expected


@pytest.mark.parametrize(
    ("hours", "today", "unknown"),
    [
        (OFFICE, date(2026, 6, 1), (2027,)),
        (OFFICE, date(2027, 6, 1), (2027, 2028)),
        (OFFICE + "days: {2027-01-01: holiday}\n", date(2026, 6, 1), ()),
        (OFFICE + "country: none\n", date(2026, 6, 1), ()),
        ("hours: {a: {week: {mon: 9:00-18:00}, holidays: as_usual}}", date(2026, 6, 1), ()),
    ],
)
def test_a_year_of_whose_holidays_nothing_is_known_is_warned_of(
    hours: str, today: date, unknown: tuple[int, ...]
) -> None:
    assert unknown_years(edition(hours), Almanac(), today) == unknown


def test_the_warning_names_the_year_and_the_remedy() -> None:
    assert "2027" in warning_of(2027).zh
    assert "hours.yaml" in warning_of(2027).en
