"""The strategies: whom each ranks first."""

import pytest

from routing import STRATEGIES, CallClass
from routing.agents import ReadyAgent, can_take
from routing.strategies import best_skilled, longest_idle

REPAIR_ZH = CallClass("repair", {"repair": 1, "zh": 1}, "any")


def test_longest_idle_ranks_whoever_became_idle_first():
    early, late = ReadyAgent("b", {}, 10.0), ReadyAgent("a", {"repair": 10}, 11.0)
    assert longest_idle.key(early, REPAIR_ZH) < longest_idle.key(late, REPAIR_ZH)


def test_best_skilled_adds_up_the_levels_of_the_needed_skills_only():
    both = ReadyAgent("a", {"repair": 4, "zh": 4}, 20.0)
    one = ReadyAgent("b", {"repair": 7, "en": 10}, 10.0)
    assert best_skilled.key(both, REPAIR_ZH) < best_skilled.key(one, REPAIR_ZH)


def test_best_skilled_takes_the_longest_idle_of_equals():
    early, late = ReadyAgent("a", {"repair": 4}, 10.0), ReadyAgent("b", {"zh": 4}, 11.0)
    assert best_skilled.key(early, REPAIR_ZH) < best_skilled.key(late, REPAIR_ZH)


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_ranks_any_agent_for_any_class(name: str):
    rank = STRATEGIES[name](ReadyAgent("a", {}, 1.0), CallClass("q", {"none": 3}, name))
    assert rank == STRATEGIES[name](ReadyAgent("b", {}, 1.0), CallClass("q", {"none": 3}, name))


def test_an_agent_can_take_a_call_when_every_needed_skill_is_at_its_level_or_above():
    assert can_take({"repair": 5, "zh": 9}, {"repair": 5, "zh": 1})
    assert not can_take({"repair": 5, "zh": 9}, {"repair": 6})
    assert not can_take({"repair": 5}, {"repair": 5, "zh": 1})
    assert can_take({}, {})
