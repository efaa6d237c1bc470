"""The node ``collect``."""

import pytest

from ivr.dialplan.dialplan import Dialplan
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
start: account
nodes:
  account:
    type: collect
    prompt: {zh: 请输入账号。}
    into: account
    least: 3
    most: 4
    pattern: "[1-8]+"
    seconds: 4
    tries: 2
    no_input_prompt: {zh: 没有输入。}
    no_match_prompt: {zh: 输错了。}
    next: done
    no_input: silent
    no_match: wrong
  done: {type: hang_up, outcome: done}
  silent: {type: hang_up, outcome: silent}
  wrong: {type: hang_up, outcome: wrong}
""")
STAR_ENDS = dialplan("""
start: number
nodes:
  number:
    type: collect
    prompt: {zh: 请输入号码。}
    into: 号码
    end_key: "*"
    next: done
    no_input: done
    no_match: done
    failure: broken
  done: {type: hang_up, outcome: done}
  broken: {type: hang_up, outcome: broken}
""")

AFTER_A_MENU = dialplan("""
start: menu
nodes:
  menu: {type: menu, prompt: {zh: 请按键。}, keys: {1: number}, no_input: done, no_match: done}
  number: {type: collect, prompt: {zh: 请输入号码。}, into: n, next: done, no_input: done, no_match: done}
  done: {type: hang_up}
""")


def test_the_first_digit_stops_the_prompt_and_is_kept() -> None:
    step = walk(PLAN, pressed("1", at=101.0))

    assert step.commands == (stop(1),)
    assert step.position.digits == "1"
    assert step.position.until == 105.0


def test_each_digit_begins_the_wait_for_the_next() -> None:
    position = walk(PLAN, pressed("1", at=101.0), pressed("2", at=103.0)).position

    assert position.digits == "12"
    assert position.until == 107.0


def test_the_most_digits_complete_the_number() -> None:
    step = walk(PLAN, *(pressed(digit) for digit in "1234"))

    assert step.handover == End(outcome="done")
    assert step.position.values == {"account": "1234"}


def test_the_end_key_completes_the_number() -> None:
    step = walk(PLAN, *(pressed(digit) for digit in "123#"))

    assert step.handover == End(outcome="done")
    assert step.position.values == {"account": "123"}


def test_a_single_digit_can_be_the_whole_number_while_the_prompt_plays() -> None:
    plan = dialplan("""
start: number
nodes:
  number: {type: collect, prompt: {zh: 甲}, into: n, most: 1, next: done, no_input: done, no_match: done}
  done: {type: hang_up}
""")

    step = walk(plan, pressed("5"))

    assert step.commands == (stop(1),)
    assert step.position.values == {"n": "5"}


def test_a_caller_who_stops_typing_has_completed_the_number() -> None:
    step = walk(PLAN, pressed("1"), pressed("2"), pressed("3", at=103.0), timed_out(107.0))

    assert step.position.values == {"account": "123"}


def test_star_erases_what_was_typed() -> None:
    step = walk(PLAN, pressed("1"), pressed("*", at=102.0))

    assert step.position.digits == ""
    assert step.position.until == 106.0


def test_star_can_be_the_end_key() -> None:
    step = walk(STAR_ENDS, pressed("1"), pressed("*"))

    assert step.position.values == {"号码": "1"}


def test_keys_that_are_no_digits_are_ignored() -> None:
    assert walk(STAR_ENDS, pressed("1"), pressed("#")).position == walk(STAR_ENDS, pressed("1")).position
    assert walk(PLAN, pressed("A")).position == walk(PLAN).position


@pytest.mark.parametrize("plan", [PLAN, STAR_ENDS], ids=["hash ends", "star ends"])
def test_before_the_first_digit_star_plays_the_prompt_again(plan: Dialplan) -> None:
    step = walk(plan, pressed("*"))

    assert step.commands == (stop(1), play(2, plan.nodes[plan.start].prompt["zh"]))
    assert step.position.attempts == 0


def test_before_the_first_digit_hash_goes_back_to_the_menu_before() -> None:
    step = walk(AFTER_A_MENU, pressed("1", at=101.0), pressed("#", at=110.0))

    assert step.commands == (stop(2), play(3, "请按键。"))
    assert step.position.node == "menu"


def test_where_there_is_no_menu_before_hash_plays_the_prompt_again() -> None:
    assert walk(STAR_ENDS, pressed("#")).commands == (stop(1), play(2, "请输入号码。"))


def test_too_few_digits_are_told_and_asked_for_again() -> None:
    step = walk(PLAN, pressed("1"), pressed("#"))

    assert step.commands == (play(2, "输错了。", "请输入账号。"),)
    assert step.position.digits == ""
    assert step.position.attempts == 1


def test_digits_that_do_not_match_the_pattern_are_wrong() -> None:
    step = walk(PLAN, *(pressed(digit) for digit in "129#"))

    assert step.commands == (play(2, "输错了。", "请输入账号。"),)


def test_the_last_wrong_number_leaves_by_no_match() -> None:
    step = walk(PLAN, pressed("1"), pressed("#"), pressed("1"), pressed("#"))

    assert step.handover == End(outcome="wrong")


def test_the_last_silence_leaves_by_no_input() -> None:
    step = walk(PLAN, finished(1), timed_out(109.0), finished(2, at=110.0), timed_out(114.0))

    assert step.handover == End(outcome="silent")


def test_two_hundred_digits_do_not_grow_the_position() -> None:
    plan = dialplan("""
start: number
nodes:
  number:
    type: collect
    prompt: {zh: 甲}
    into: n
    most: 40
    pattern: "0"
    tries: 10
    next: number
    no_input: done
    no_match: number
  done: {type: hang_up}
""")

    position = walk(plan, *(pressed("7") for _ in range(200))).position

    assert len(position.digits) <= 40
    assert position.values == {}


def test_a_prompt_that_cannot_be_played_leaves_by_failure_or_waits() -> None:
    assert walk(STAR_ENDS, failed(1)).handover == End(outcome="broken")
    assert walk(PLAN, failed(1, at=101.0)).position.until == 105.0


def test_after_an_absence_digits_typed_are_kept() -> None:
    position = walk(PLAN, pressed("1"), resynced(at=200.0)).position

    assert position.digits == "1"
    assert position.until == 204.0


def test_least_above_most_is_refused() -> None:
    text = """start: n
nodes:
  n: {type: collect, prompt: {zh: 甲}, into: n, least: 5, most: 4, next: n, no_input: n, no_match: n}
"""

    assert faults(text) == ["3:6: least (5) is more than most (4)"]


def test_a_pattern_that_is_none_is_refused() -> None:
    text = """start: n
nodes:
  n: {type: collect, prompt: {zh: 甲}, into: n, pattern: "(", next: n, no_input: n, no_match: n}
"""

    assert faults(text) == ['3:57: "(" is not a regular expression']


def test_letters_of_a_telephone_are_no_digits() -> None:
    typed = walk(PLAN, pressed("1"), pressed("D")).position

    assert typed.digits == "1"
