"""The figures of a simulation: what is counted, and that equal seeds give equal answers."""

import random

import pytest

from ivr.simulation.arrivals import Arrival, Kind
from ivr.simulation.distributions import Distribution
from ivr.simulation.tally import Span, Tally
from ivr.simulation.visits import Abandoned, Answered, Blocked
from tests.simulation.scenarios import TEAM, run

REPAIR = Kind("repair", {})


def come(number: int, at: float) -> Arrival:
    return Arrival(number, at, REPAIR, 60.0, 60.0)


def test_every_share_has_its_own_base() -> None:
    tally = Tally(["repair", "other"], {"wang": "team", "li": "team"}, Span(5))
    tally.add(Answered(come(0, 0.0), 0.0, "wang", 30.0))
    tally.add(Answered(come(1, 10.0), 20.0, "wang", 30.0))
    tally.add(Answered(come(2, 20.0), 40.0, "li", 500.0))
    tally.add(Blocked(come(3, 80.0)))
    tally.add(Abandoned(come(4, 100.0), 10.0))

    answer = tally.answer()

    figures = answer.classes["repair"]
    assert (figures.offered, figures.answered, figures.abandoned, figures.blocked) == (5, 3, 1, 1)
    assert figures.mean_wait_seconds == 17.5
    assert figures.p_wait == 0.75
    assert figures.service_level == {"20": 0.4}
    assert answer.agents["team"].occupancy == (30 + 30 + 40) / 200
    assert answer.seconds == 100
    nobody = answer.classes["other"]
    assert (nobody.offered, nobody.mean_wait_seconds, nobody.mean_wait_ci95, nobody.p_wait) == (
        0,
        None,
        None,
        None,
    )


def test_the_warm_up_is_not_counted() -> None:
    tally = Tally(["repair"], {"wang": "team"}, Span(2, warm_up=1))
    tally.add(Answered(come(0, 50.0), 0.0, "wang", 30.0))
    tally.add(Answered(come(1, 100.0), 0.0, "wang", 30.0))

    assert tally.answer().classes["repair"].offered == 1
    assert tally.answer().seconds == 50
    assert tally.answer().agents["team"].occupancy == 30 / 50


def test_without_time_there_is_no_occupancy() -> None:
    assert Tally(["repair"], {"wang": "team"}, Span(1)).answer().agents["team"].occupancy is None


def test_equal_seeds_give_equal_answers_and_others_do_not() -> None:
    assert run(contacts=3000, seed=1) == run(contacts=3000, seed=1)
    assert run(contacts=3000, seed=1) != run(contacts=3000, seed=2)


def test_the_same_contacts_come_whoever_answers_them() -> None:
    two_teams = [{**TEAM["agents"][0], "name": name, "count": 25} for name in ("a", "b")]

    assert run(contacts=3000, agents=two_teams).classes == run(contacts=3000).classes


@pytest.mark.parametrize(
    ("document", "mean", "spread"),
    [
        ({"exponential": 60}, 60, 60),
        ({"constant": 60}, 60, 0),
        ({"lognormal": {"mean": 60, "spread": 20}}, 60, 20),
        ({"lognormal": "60"}, 60, 60),
        ({"observed": [30, 90]}, 60, 30),
    ],
)
def test_durations_have_the_mean_and_the_spread_that_are_written(
    document: dict[str, object], mean: float, spread: float
) -> None:
    draw = Distribution.model_validate(document).draw(random.Random(1))

    drawn = [draw() for _ in range(40_000)]

    average = sum(drawn) / len(drawn)
    assert average == pytest.approx(mean, rel=0.02)
    squares = sum((value - average) ** 2 for value in drawn) / len(drawn)
    assert squares**0.5 == pytest.approx(spread, rel=0.06)
