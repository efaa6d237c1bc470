"""Needs: who meets them."""

from routing import can_take, named, of_team
from routing.needs import is_learned, is_named


def test_an_agent_can_take_a_call_when_every_needed_skill_is_at_its_level_or_above():
    assert can_take({"repair": 5, "zh": 9}, {"repair": 5, "zh": 1})
    assert not can_take({"repair": 5, "zh": 9}, {"repair": 6})
    assert not can_take({"repair": 5}, {"repair": 5, "zh": 1})
    assert can_take({}, {})


def test_being_somebody_and_being_of_a_team_are_skills_but_not_learned():
    assert can_take(named("8001") | of_team("service"), named("8001"))
    assert not can_take(named("8001"), named("8002"))
    assert not can_take(of_team("repair"), of_team("service"))
    assert [is_learned(skill) for skill in (*named("8001"), *of_team("service"), "zh")] == [
        False,
        False,
        True,
    ]


def test_a_call_waits_for_somebody_by_name_when_its_needs_say_so():
    assert is_named("8001", named("8001") | {"complaint": 3})
    assert not is_named("8001", named("8002"))
