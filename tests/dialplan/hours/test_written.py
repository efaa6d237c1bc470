"""How hours are written: spans, days of the week and dates, in English and in Chinese."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from ivr.dialplan.hours.written import Spans, dates_of, weekdays_of

SPANS: TypeAdapter[tuple[tuple[int, int], ...]] = TypeAdapter(Spans)


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("9:00-18:00", ((540, 1080),)),
        ("09:00 - 18:00", ((540, 1080),)),
        ("9：00至18：00", ((540, 1080),)),
        ("22:00-6:00", ((1320, 1800),)),
        ("0:00-24:00", ((0, 1440),)),
        (["13:00-17:00", "9:00-12:00"], ((540, 720), (780, 1020))),
        ("closed", ()),
        ("休息", ()),
    ],
)
def test_spans_of_a_day(written: object, spans: object) -> None:
    assert SPANS.validate_python(written) == spans


@pytest.mark.parametrize("written", ["9-18", "25:00-26:00", "9:60-10:00", "", ["9:00-12:00", "11:00-13:00"]])
def test_what_is_no_span_is_complained_of(written: object) -> None:
    with pytest.raises(ValidationError):
        SPANS.validate_python(written)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon", (0,)),
        ("Mon-Fri", (0, 1, 2, 3, 4)),
        ("saturday-sunday", (5, 6)),
        ("fri-mon", (4, 5, 6, 0)),
        ("周一至周五", (0, 1, 2, 3, 4)),
        ("星期六-星期天", (5, 6)),
        ("周日", (6,)),
    ],
)
def test_days_of_the_week(written: str, days: tuple[int, ...]) -> None:
    assert weekdays_of(written) == days


@pytest.mark.parametrize("written", ["monfri", "周八", "mon-tue-wed", ""])
def test_what_is_no_day_is_complained_of(written: str) -> None:
    with pytest.raises(ValueError, match="no day of the week"):
        weekdays_of(written)


def test_dates() -> None:
    assert dates_of("2026-10-01") == (date(2026, 10, 1),)
    assert dates_of("2026-12-31..2027-01-02") == (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2))


@pytest.mark.parametrize(
    "written", ["1.10.2026", "2026-02-30", "2026-10-08..2026-10-01", "2026-10-01..2029-01-01"]
)
def test_what_is_no_date_is_complained_of(written: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        dates_of(written)
