"""Openings: every time of opening of the book, with the zone and the holidays that it needs."""

from collections.abc import Iterator, Mapping
from datetime import date, tzinfo
from typing import Literal

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.hours.book import Book, Hours
from ivr.dialplan.hours.calendar import Calendars
from ivr.dialplan.hours.opening import Opening, Spans
from ivr.dialplan.hours.written import dates_of, weekdays_of
from ivr.dialplan.messages import Message

Openings = Mapping[str, Opening]


def openings(book: Book, centre: Centre, calendars: Calendars) -> Openings:
    """Every time of opening by its name; those whose zone nobody knows are left out."""
    days = {**_known(book, centre, calendars), **_table(book)}
    found: dict[str, Opening] = {}
    for name, hours in book.hours.items():
        zone = calendars.zone(hours.zone or centre.zone)
        if zone is not None:
            found[name] = _opening(hours, zone, days)
    return found


def check_zones(book: Book, centre: Centre, calendars: Calendars) -> Iterator[Finding]:
    """Zones that nobody knows."""
    for name, hours in book.hours.items():
        zone = hours.zone or centre.zone
        if calendars.zone(zone) is None:
            yield Finding(
                path=("hours", name, "zone") if hours.zone else ("hours", name),
                at_key=hours.zone is None,
                what=Message(f"没有时区“{zone}”", f'there is no time zone "{zone}"'),
                remedy=Message("写时区名，如 Asia/Shanghai", "write a time zone such as Asia/Shanghai"),
            )


def country_of(book: Book, centre: Centre) -> str | None:
    """Whose holidays count; None when no country's do."""
    return None if book.country == "none" else book.country or centre.country


def years_without_holidays(book: Book, centre: Centre, calendars: Calendars, today: date) -> tuple[int, ...]:
    """The years, this one and the next, of whose holidays neither the table nor anybody else knows any."""
    country = country_of(book, centre)
    if country is None or all(hours.holidays == "as_usual" for hours in book.hours.values()):
        return ()
    written = {day.year for day, worked in _table(book).items() if not worked}
    known = calendars.holidays(country).years | written
    return tuple(year for year in (today.year, today.year + 1) if year not in known)


def _known(book: Book, centre: Centre, calendars: Calendars) -> Mapping[date, bool]:
    country = country_of(book, centre)
    return calendars.holidays(country).days if country is not None else {}


def _table(book: Book) -> dict[date, bool]:
    return {day: kind == "workday" for written, kind in book.days.items() for day in dates_of(written)}


def _opening(hours: Hours, zone: tzinfo, days: Mapping[date, bool]) -> Opening:
    week: list[Spans] = [()] * 7
    for written, spans in hours.week.items():
        for day in weekdays_of(written):
            week[day] = spans
    exceptions = {day: spans for written, spans in hours.exceptions.items() for day in dates_of(written)}
    return Opening(zone, tuple(week), _on_holidays(hours.holidays), days, exceptions)


def _on_holidays(holidays: Literal["as_usual"] | Spans) -> Spans | None:
    return None if holidays == "as_usual" else holidays
