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
