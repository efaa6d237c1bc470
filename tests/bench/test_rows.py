"""Goals, and what the rows ask of their callers."""

import pytest

from ivr.bench.figures import Figures
from ivr.bench.rows import Goal, Row, p1, p2, p4, p5
from ivr.bench.sipp import filled


def figures(p95: float) -> Figures:
    return Figures(100, 0.0, p95, 1000.0)


@pytest.mark.parametrize(
    ("goal", "native", "ours", "reached"),
    [
        (Goal(ratio=1.0), 5.0, 5.0, True),
        (Goal(ratio=1.0), 5.0, 5.1, False),
        (Goal(most=15.0), 500.0, 15.0, True),
        (Goal(most=15.0), 500.0, 15.1, False),
        (Goal(beyond=5.0), 1.0, 6.0, True),
        (Goal(beyond=5.0), 1.0, 6.1, False),
        (Goal(most=15.0, ratio=0.01), 900.0, 12.0, False),
        (Goal(most=15.0, ratio=0.01), 900.0, 9.0, True),
    ],
)
def test_a_goal_is_reached_when_our_p95_keeps_to_all_of_it(
    goal: Goal, native: float, ours: float, reached: bool
) -> None:
    assert goal.reached(figures(native), figures(ours)) is reached


def test_a_goal_says_what_it_asks_for() -> None:
    assert str(Goal(most=15.0, ratio=0.01)) == "p95 ≤ 15 ms, p95 ≤ 0.01 × native"
    assert str(Goal(beyond=5.0)) == "p95 ≤ native + 5 ms"


def test_as_many_callers_are_kept_as_talk_and_wait_and_enough_come_to_replace_them() -> None:
    load = p5(10, 100, 150).load
    assert (load.at_once, load.calls) == (110, 260)
    # Ten agents who talk for 0.4 s on average end 25 calls a second: fewer arrivals would leave none waiting.
    assert load.rate > 25


@pytest.mark.parametrize("row", [p1(1), p2(1), p4(1), p5(1, 1, 1), p5(10, 1, 1)], ids=lambda row: str(row.id))
def test_each_rows_scenario_finds_all_its_values(row: Row) -> None:
    common = {"dialled": "1", "prefix": "1", "username": "u", "password": "p", "patience": "1"}
    assert "@{" not in filled(row.scenario, common | row.values)
