"""How hours are written: spans of a day, days of the week, dates; and what each is read as."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from ivr.dialplan.document import complaint
from ivr.dialplan.messages import Message

MINUTES_OF_A_DAY = 24 * 60
LONGEST_IN_DAYS = 366
"""A range of dates longer than this is a slip."""

Span = tuple[int, int]
"""Minutes after midnight from which and until when; beyond 24 × 60 it goes on into the next day."""

_SPAN = re.compile(r"(\d{1,2}):([0-5]\d)\s*[-–~至到]\s*(\d{1,2}):([0-5]\d)")
AS_USUAL = "as_usual"
"""What is written where holidays change nothing."""

_CLOSED = ("closed", "休息", "关闭", "不营业")
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE = "一二三四五六日"
_CHINESE_DAY = re.compile(rf"(?:周|星期|礼拜)([{_CHINESE}天])")
_RANGE = re.compile(r"\s*[-–~至到]\s*")
_DATES = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:\.\.|~|至|到)\s*(\d{4}-\d{1,2}-\d{1,2}))?")


def _spans(written: Any) -> Any:
    """The spans of a day, in order: one as ``9:00-18:00``, several as a list, none as ``closed``."""
    if isinstance(written, str) and written.strip() in _CLOSED:
        return ()
    parts = written if isinstance(written, list) else [written]
    spans = tuple(sorted(_span(part) for part in parts))
    for (_, end), (begin, _) in pairwise(spans):
        if begin < end:
            raise complaint(
                Message("这些时段互相重叠", "these times overlap"),
                Message("写成互不重叠的时段", "write times that do not overlap"),
            )
    return spans


def _span(written: Any) -> Span:
    text = str(written).replace("：", ":")
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise _no_span(text)
    hour, minute, to_hour, to_minute = (int(part) for part in found.groups())
    begin, end = hour * 60 + minute, to_hour * 60 + to_minute
    if begin >= MINUTES_OF_A_DAY or end > MINUTES_OF_A_DAY:
        raise _no_span(text)
    return begin, end if end > begin else end + MINUTES_OF_A_DAY


def _no_span(text: str) -> Exception:
    return complaint(
        Message(f"“{text}”不是一段时间", f'"{text}" is no time of a day'),
        Message(
            "写成 9:00-18:00，过午夜写 22:00-6:00，全天写 0:00-24:00，不营业写 closed",
            "write 9:00-18:00; past midnight 22:00-6:00; all day 0:00-24:00; or closed",
        ),
    )


def weekdays_of(written: str) -> tuple[int, ...]:
    """The days that ``mon-fri`` or ``周一至周五`` names, Monday being 0.  Raises a complaint."""
    ends = [_day(part, written) for part in _RANGE.split(written.strip().lower())]
    if len(ends) > 2:
        raise _no_days(written)
    first, last = ends[0], ends[-1]
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _day(text: str, written: str) -> int:
    if found := _CHINESE_DAY.fullmatch(text):
        return _CHINESE.index(found[1].replace("天", "日"))
    for number, name in enumerate(_ENGLISH):
        if len(text) >= 3 and name.startswith(text):
            return number
    raise _no_days(written)


def _no_days(text: str) -> Exception:
    return complaint(
        Message(f"“{text}”不是星期几", f'"{text}" is no day of the week'),
        Message("写成 mon、sat-sun、周一至周五 等", "write mon, sat-sun, mon-fri or the like"),
    )


def dates_of(written: str) -> tuple[date, ...]:
    """The days that ``2026-10-01`` or ``2026-10-01..2026-10-08`` names.  Raises a complaint."""
    found = _DATES.fullmatch(written.strip())
    try:
        first, last = (_date(part) for part in (found[1], found[2] or found[1])) if found else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None or not 0 <= (last - first).days <= LONGEST_IN_DAYS:
        raise complaint(
            Message(f"“{written}”不是日期", f'"{written}" is no date'),
            Message(
                "写成 2026-10-01 或 2026-10-01..2026-10-08", "write 2026-10-01 or 2026-10-01..2026-10-08"
            ),
        )
    return tuple(_days(first, last))


def _date(text: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _checked_weekdays(written: str) -> str:
    weekdays_of(written)
    return written


def _checked_dates(written: str) -> str:
    dates_of(written)
    return written


def _holiday_spans(written: Any) -> Any:
    return AS_USUAL if written in (AS_USUAL, "照常") else _spans(written)


Spans = Annotated[tuple[Span, ...], BeforeValidator(_spans)]
"""When it is open on one day."""

Weekdays = Annotated[str, BeforeValidator(_checked_weekdays)]
"""Days of the week, as they are written."""

Dates = Annotated[str, BeforeValidator(_checked_dates)]
"""One date, or the first and the last of several, as they are written."""

HolidaySpans = Annotated[Literal["as_usual"] | tuple[Span, ...], BeforeValidator(_holiday_spans)]
"""When it is open on a holiday, or that holidays change nothing."""
