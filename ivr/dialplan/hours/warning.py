"""The warning of a year whose holidays nobody knows: opening hours would be wrong on them."""

from datetime import date

from ivr.dialplan.edition import Edition
from ivr.dialplan.hours.calendar import Calendars
from ivr.dialplan.hours.openings import years_without_holidays
from ivr.dialplan.messages import Message


def unknown_years(edition: Edition, calendars: Calendars, today: date) -> tuple[int, ...]:
    """The years, this one and the next, of whose holidays nothing is known although hours ask for them."""
    if edition.book is None:
        return ()
    return years_without_holidays(edition.book, edition.centre, calendars, today)


def warning_of(year: int) -> Message:
    """What administrators are told of such a year."""
    return Message(
        f"警告：{year} 年的节假日和调休尚不清楚，届时会按平日开放；请在 hours.yaml 的 days 中写出",
        f"warning: nothing is known of the holidays of {year}, and hours would be those of ordinary days; "
        "write them into days of hours.yaml",
    )
