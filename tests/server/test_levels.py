"""Levels: which waits count in which window, and that an hour is all that is remembered."""

from ivr.server.levels import Levels
from routing import Waits
from tests.server.examples import EDITION


class Clock:
    now = 1_000_020.0

    def __call__(self) -> float:
        return self.now


def made() -> tuple[Levels, Clock]:
    clock = Clock()
    return Levels(lambda: EDITION.centre, clock), clock


def test_waits_are_told_apart_by_how_they_ended_and_after_how_long() -> None:
    levels, _ = made()
    for outcome, seconds in (
        ("answered", 20.0),
        ("answered", 20.1),
        ("abandoned", 4.9),
        ("abandoned", 5.0),
        ("timed_out", 60.0),
    ):
        levels.ended("repair", outcome, seconds)
    levels.ended("of_nobody", "answered", 1.0)
    assert levels.of("repair")["15m"] == Waits(offered=5, in_time=1, abandoned=2, short=1)
    assert levels.of("complaint")["15m"] == levels.of("of_nobody")["1h"] == Waits()


def test_a_wait_leaves_the_quarter_of_an_hour_and_then_the_hour() -> None:
    levels, clock = made()
    levels.ended("repair", "answered", 1.0)
    offered = []
    for minutes in (0, 14, 15, 59, 60):
        clock.now = Clock.now + 60.0 * minutes
        offered.append(tuple(waits.offered for waits in levels.of("repair").values()))
    assert offered == [(1, 1), (1, 1), (0, 1), (0, 1), (0, 0)]


def test_of_a_busy_day_an_hour_is_remembered() -> None:
    levels, clock = made()
    for minute in range(600):
        clock.now = Clock.now + 60.0 * minute
        for _ in range(3):
            levels.ended("repair", "answered", 1.0)
    assert levels.of("repair")["1h"] == Waits(offered=180, in_time=180)
    assert len(levels._minutes["repair"]) == 60
