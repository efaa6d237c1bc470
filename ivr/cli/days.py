"""Days as commands name them: from midnight to midnight where the centre is."""

import time
from datetime import date, datetime, timedelta

from ivr.cli.own_settings import refuse


def day_named(text: str) -> tuple[float, float]:
    """The begin and the end of a day (epoch seconds): ``2026-11-30``, ``today`` or ``yesterday``."""
    today = datetime.now().date()
    match text:
        case "today":
            day = today
        case "yesterday":
            day = today - timedelta(days=1)
        case _:
            day = _parsed(text)
    return _midnight(day), _midnight(day + timedelta(days=1))


def clock(at: float) -> str:
    """A time of a day, to the millisecond."""
    return time.strftime("%H:%M:%S", time.localtime(at)) + f".{int(at * 1000) % 1000:03d}"


def _parsed(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"“{text}” is no day; write 2026-11-30, today or yesterday · 请写日期，如 2026-11-30")


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day).timestamp()
