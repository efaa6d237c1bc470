"""Opening: hours of the clock on the wall, over midnight, holidays, and the hours that clocks jump."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ivr.dialplan.hours.opening import Opening

SHANGHAI, BERLIN, NEW_YORK = (
    ZoneInfo("Asia/Shanghai"),
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
)
DAY = ((9 * 60, 18 * 60),)
NIGHT = ((22 * 60, 30 * 60),)
OFFICE = Opening(SHANGHAI, (DAY, DAY, DAY, DAY, DAY, (), ()))
OCTOBER = {
    **{date(2026, 10, day): False for day in range(1, 8)},
    date(2026, 10, 10): True,
}


def moment(wall: str, zone: ZoneInfo = SHANGHAI, fold: int = 0) -> float:
    return datetime.fromisoformat(wall).replace(tzinfo=zone, fold=fold).timestamp()


@pytest.mark.parametrize(
    ("wall", "is_open"),
    [
        ("2026-10-12 08:59:59", False),
        ("2026-10-12 09:00", True),
        ("2026-10-12 17:59:59", True),
        ("2026-10-12 18:00", False),
        ("2026-10-11 10:00", False),
    ],
)
def test_it_is_open_from_the_first_minute_to_the_last(wall: str, is_open: bool) -> None:
    assert OFFICE.is_open(moment(wall)) is is_open


@pytest.mark.parametrize(
    ("wall", "is_open"),
    [
        ("2026-10-05 10:00", False),
        ("2026-10-08 10:00", True),
        ("2026-10-10 10:00", True),
        ("2026-10-17 10:00", False),
    ],
)
def test_holidays_are_closed_and_a_saturday_that_makes_up_for_one_is_worked(wall: str, is_open: bool) -> None:
    assert replace(OFFICE, days=OCTOBER).is_open(moment(wall)) is is_open


def test_a_holiday_at_midnight_closes_a_night_that_begins_on_it_and_not_the_one_before() -> None:
    hotline = Opening(SHANGHAI, (NIGHT,) * 7, days={date(2026, 10, 1): False})

    assert hotline.is_open(moment("2026-10-01 00:30"))
    assert not hotline.is_open(moment("2026-10-01 23:30"))
    assert not hotline.is_open(moment("2026-10-02 00:30"))


def test_a_holiday_may_have_hours_of_its_own_or_none_that_differ() -> None:
    short = replace(OFFICE, days=OCTOBER, holidays=((600, 720),))
    usual = replace(OFFICE, days=OCTOBER, holidays=None)

    assert short.is_open(moment("2026-10-01 10:30"))
    assert not short.is_open(moment("2026-10-01 13:00"))
    assert usual.is_open(moment("2026-10-01 13:00"))
    assert not usual.is_open(moment("2026-10-10 13:00"))


def test_an_exception_stands_above_holidays_and_weekdays() -> None:
    special = replace(OFFICE, days=OCTOBER, exceptions={date(2026, 10, 1): DAY, date(2026, 10, 12): ()})

    assert special.is_open(moment("2026-10-01 10:00"))
    assert not special.is_open(moment("2026-10-12 10:00"))


def test_an_hour_that_the_clock_tells_twice_counts_twice() -> None:
    early = Opening(BERLIN, (((0, 150),),) * 7)

    assert early.is_open(moment("2026-10-25 02:15", BERLIN, fold=0))
    assert not early.is_open(moment("2026-10-25 02:45", BERLIN, fold=0))
    assert early.is_open(moment("2026-10-25 02:15", BERLIN, fold=1))
    assert early.changes_at(moment("2026-10-25 02:45", BERLIN, fold=0)) == moment(
        "2026-10-25 02:00", BERLIN, fold=1
    )


def test_hours_that_end_in_the_hour_that_the_clock_skips_end_where_it_jumps() -> None:
    early = Opening(BERLIN, (((0, 150),),) * 7)

    assert early.is_open(moment("2026-03-29 01:59:59", BERLIN))
    assert not early.is_open(moment("2026-03-29 03:00", BERLIN))
    assert early.changes_at(moment("2026-03-29 01:00", BERLIN)) == moment("2026-03-29 03:00", BERLIN)


def test_what_never_changes_has_no_next_change() -> None:
    assert Opening(SHANGHAI, (((0, 1440),),) * 7, holidays=None).changes_at(0.0) is None
    assert Opening(SHANGHAI, ((),) * 7).changes_at(0.0) is None


@st.composite
def spans(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    ends = sorted(draw(st.sets(st.integers(0, 48), min_size=0, max_size=4)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return tuple((30 * begin, 30 * end) for begin, end in pairs if begin < 48)


OPENINGS = st.builds(
    Opening,
    st.sampled_from([SHANGHAI, BERLIN, NEW_YORK]),
    st.lists(st.one_of(spans(), st.just(NIGHT)), min_size=7, max_size=7).map(tuple),
    st.one_of(st.none(), spans()),
    st.dictionaries(st.dates(date(2026, 3, 1), date(2026, 11, 30)), st.booleans(), max_size=3),
    st.dictionaries(st.dates(date(2026, 3, 1), date(2026, 11, 30)), spans(), max_size=3),
)
MOMENTS = st.one_of(
    st.integers(1_772_000_000, 1_796_000_000),
    st.integers(-7200, 90_000).map(lambda after: int(moment("2026-03-28 23:00", BERLIN)) + after),
    st.integers(-7200, 90_000).map(lambda after: int(moment("2026-10-24 23:00", BERLIN)) + after),
    st.integers(-7200, 90_000).map(lambda after: int(moment("2026-11-01 00:00", NEW_YORK)) + after),
)


@given(opening=OPENINGS, at=MOMENTS)
def test_a_moment_is_open_where_the_clock_on_the_wall_is_in_a_span_of_today_or_last_night(
    opening: Opening, at: int
) -> None:
    wall = datetime.fromtimestamp(at, opening.zone)
    today = wall.hour * 60 + wall.minute
    yesterday = date.fromordinal(wall.toordinal() - 1)
    inside = {
        minute
        for day, later in ((wall.date(), 0), (yesterday, 1440))
        for begin, end in opening.spans_on(day)
        for minute in range(begin - later, end - later)
    }

    assert opening.is_open(at) is (today in inside)


@given(opening=OPENINGS, at=MOMENTS, parts=st.lists(st.floats(0, 1, exclude_max=True), max_size=5))
def test_until_the_next_change_nothing_changes_and_then_it_does(
    opening: Opening, at: int, parts: list[float]
) -> None:
    changes = opening.changes_at(at)
    if changes is None:
        changes = at + 300 * 86_400
    else:
        assert opening.is_open(changes) is not opening.is_open(at)
    for part in parts:
        assert opening.is_open(at + int(part * (changes - at))) is opening.is_open(at)
