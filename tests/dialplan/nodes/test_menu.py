"""The node ``menu``."""

import pytest

from ivr.dialplan.step import End
from tests.dialplan.examples import (
    dialplan,
    failed,
    faults,
    finished,
    play,
    pressed,
    resynced,
    stop,
    timed_out,
    walk,
)

PLAN = dialplan("""
start: menu
nodes:
  menu:
    type: menu
    prompt: {zh: 请按键。}
    keys: {1: first, 0: second, "#": first}
    seconds: 5
    tries: 2
    no_input_prompt: {zh: 没有按键。}
    no_match_prompt: {zh: 按错了。}
    no_input: silent
    no_match: wrong
  first: {type: hang_up, outcome: first}
  second: {type: hang_up, outcome: second}
  silent: {type: hang_up, outcome: silent}
  wrong: {type: hang_up, outcome: wrong}
""")
BARE = dialplan("""
start: menu
nodes:
  menu:
    type: menu
    prompt: {zh: 请按键。}
    keys: {1: bye, "*": starred}
    no_input: bye
    no_match: bye
    failure: broken
  bye: {type: hang_up}
  starred: {type: hang_up, outcome: starred}
  broken: {type: hang_up, outcome: broken}
""")

NESTED = dialplan("""
start: first
nodes:
  first: {type: menu, prompt: {zh: 第一级。}, keys: {1: second}, no_input: bye, no_match: bye}
  second:
    type: menu
    prompt: {zh: 第二级。}
    keys: {1: third, 2: first, 3: told}
    no_input: bye
    no_match: bye
  told: {type: say, prompt: {zh: 请听好。}, next: third}
  third: {type: menu, prompt: {zh: 第三级。}, keys: {1: bye}, no_input: bye, no_match: bye}
  bye: {type: hang_up}
""")


def test_the_prompt_is_played_first() -> None:
    step = walk(PLAN)

    assert step.commands == (play(1, "请按键。"),)
    assert step.position.until is None


def test_the_wait_for_a_key_begins_when_the_prompt_is_over() -> None:
    position = walk(PLAN, finished(1, at=105.0)).position

    assert position.until == 110.0
    assert position.playing is None


def test_a_key_during_the_prompt_stops_it_and_counts() -> None:
    step = walk(PLAN, pressed("1"))

    assert step.commands == (stop(1),)
    assert step.handover == End(outcome="first")


@pytest.mark.parametrize(("digit", "outcome"), [("1", "first"), ("0", "second"), ("#", "first")])
def test_a_key_after_the_prompt_leads_to_its_node(digit: str, outcome: str) -> None:
    step = walk(PLAN, finished(1), pressed(digit, at=106.0))

    assert step.commands == ()
    assert step.handover == End(outcome=outcome)


def test_star_plays_the_menu_again_and_costs_no_try() -> None:
    step = walk(PLAN, pressed("*"))

    assert step.commands == (stop(1), play(2, "请按键。"))
    assert step.position.attempts == 0


def test_star_can_be_given_another_meaning() -> None:
    assert walk(BARE, pressed("*")).handover == End(outcome="starred")


def test_hash_goes_back_menu_by_menu() -> None:
    there = (pressed("1", at=101.0), pressed("1", at=111.0))
    once = walk(NESTED, *there, pressed("#", at=120.0))
    twice = walk(NESTED, *there, pressed("#", at=120.0), pressed("#", at=120.5))

    assert once.commands == (stop(3), play(4, "第二级。"))
    assert once.position.trail == ("first",)
    assert twice.commands == (stop(4), play(5, "第一级。"))
    assert twice.position.trail == ()


def test_hash_in_the_first_menu_plays_it_again_and_costs_no_try() -> None:
    step = walk(NESTED, pressed("#"))

    assert step.commands == (stop(1), play(2, "第一级。"))
    assert step.position.attempts == 0


def test_hash_can_be_given_another_meaning() -> None:
    assert walk(PLAN, pressed("#")).handover == End(outcome="first")


@pytest.mark.parametrize(("at", "node"), [(102.4, "second"), (102.6, "first")])
def test_a_hash_that_ends_the_key_before_out_of_habit_does_not_go_back(at: float, node: str) -> None:
    assert walk(NESTED, pressed("1", at=101.0), pressed("#", at=at)).position.node == node


def test_who_comes_back_to_a_menu_by_a_key_goes_back_no_further_than_before() -> None:
    around = (pressed("1", at=101.0), pressed("2", at=111.0))
    step = walk(NESTED, *around, pressed("#", at=120.0))

    assert step.position.node == "first"
    assert step.commands == (stop(3), play(4, "第一级。"))


def test_a_prompt_on_the_way_is_not_gone_back_to() -> None:
    said = (pressed("1", at=101.0), pressed("3", at=111.0), finished(3, at=115.0))
    step = walk(NESTED, *said, pressed("#", at=120.0))

    assert step.position.node == "second"


def test_a_wrong_key_is_told_and_the_menu_played_again() -> None:
    step = walk(PLAN, pressed("7"))

    assert step.commands == (stop(1), play(2, "按错了。", "请按键。"))
    assert step.position.attempts == 1


def test_silence_is_told_and_the_menu_played_again() -> None:
    step = walk(PLAN, finished(1), timed_out(110.0))

    assert step.commands == (play(2, "没有按键。", "请按键。"),)
    assert step.position.attempts == 1


def test_without_prompts_for_it_only_the_menu_is_played_again() -> None:
    assert walk(BARE, pressed("7")).commands == (stop(1), play(2, "请按键。"))


def test_the_last_wrong_key_leaves_by_no_match() -> None:
    step = walk(PLAN, pressed("7"), pressed("8"))

    assert step.commands == (stop(2),)
    assert step.handover == End(outcome="wrong")


def test_the_last_silence_leaves_by_no_input() -> None:
    step = walk(PLAN, pressed("7"), finished(2), timed_out(110.0))

    assert step.handover == End(outcome="silent")


def test_a_menu_that_cannot_be_heard_waits_for_a_key_all_the_same() -> None:
    step = walk(PLAN, failed(1, at=101.0))

    assert step.position.until == 106.0
    assert step.handover is None


def test_a_menu_that_cannot_be_heard_leaves_by_failure_if_it_has_one() -> None:
    assert walk(BARE, failed(1)).handover == End(outcome="broken")


def test_after_an_absence_a_cut_off_menu_is_played_again_and_attempts_are_kept() -> None:
    step = walk(PLAN, pressed("7"), resynced())

    assert step.commands == (play(3, "请按键。"),)
    assert step.position.attempts == 1


def test_after_an_absence_the_wait_for_a_key_begins_anew() -> None:
    step = walk(PLAN, finished(1), resynced(at=200.0))

    assert step.commands == ()
    assert step.position.until == 205.0


def test_a_menu_without_keys_is_refused() -> None:
    text = """start: m
nodes:
  m: {type: menu, prompt: {zh: 甲}, keys: {}, no_input: m, no_match: m}
"""

    assert faults(text) == ["3:42: at least one is needed here"]
