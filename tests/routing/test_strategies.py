"""The strategies: whom each ranks first."""

import pytest

from routing import STRATEGIES, Agent
from routing.seats import Seat
from routing.strategies import (
    best_skilled,
    hunt,
    least_busy_today,
    least_skilled_first,
    longest_idle,
    round_robin,
    strategy_named,
)
from tests.routing.examples import seat

REPAIR_ZH = {"repair": 1, "zh": 1}


def test_longest_idle_ranks_whoever_became_idle_first():
    assert longest_idle.turn(seat(idle_since=10.0)) < longest_idle.turn(seat(idle_since=11.0))
    assert longest_idle.tier({}, REPAIR_ZH) == longest_idle.tier({"repair": 10}, REPAIR_ZH)


def test_best_skilled_adds_up_the_levels_of_the_needed_skills_only():
    both, one = {"repair": 4, "zh": 4}, {"repair": 7, "en": 10}
    assert best_skilled.tier(both, REPAIR_ZH) < best_skilled.tier(one, REPAIR_ZH)


def test_best_skilled_takes_the_longest_idle_of_equals():
    assert best_skilled.tier({"repair": 4}, REPAIR_ZH) == best_skilled.tier({"zh": 4}, REPAIR_ZH)
    assert best_skilled.turn(seat(idle_since=10.0)) < best_skilled.turn(seat(idle_since=11.0))


def test_least_skilled_first_keeps_whoever_can_do_more_free():
    few, many = {"repair": 10}, {"repair": 1, "zh": 1}
    assert least_skilled_first.tier(few, REPAIR_ZH) < least_skilled_first.tier(many, REPAIR_ZH)
    assert least_skilled_first.tier({"repair": 3}, REPAIR_ZH) < least_skilled_first.tier(few, REPAIR_ZH)


def test_least_skilled_first_counts_no_names_and_teams():
    plain, named = {"repair": 1}, {"repair": 1, "agent:8001": 1, "team:service": 1}
    assert least_skilled_first.tier(plain, {}) == least_skilled_first.tier(named, {})


def test_least_busy_today_ranks_whoever_has_talked_least_first():
    assert least_busy_today.turn(seat(talked=10.0)) < least_busy_today.turn(seat(talked=11.0))


def test_round_robin_ranks_whoever_was_offered_a_call_longest_ago_first():
    assert round_robin.turn(seat(last_offered=5.0)) < round_robin.turn(seat(last_offered=6.0))


def test_hunt_goes_by_the_order_of_the_centre():
    assert hunt.turn(Seat(Agent("b", {}, 1))) < hunt.turn(Seat(Agent("a", {}, 2)))


def test_an_unknown_strategy_is_longest_idle():
    assert strategy_named("by_horoscope") is STRATEGIES["longest_idle"]


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_ranks_equals_alike(name: str):
    strategy = STRATEGIES[name]
    assert strategy.tier({"zh": 2}, {"none": 3}) == strategy.tier({"zh": 2}, {"none": 3})
    assert strategy.turn(seat(idle_since=1.0)) == strategy.turn(seat(idle_since=1.0))
