"""The node ``speak``."""

import pytest
from msgspec.structs import replace

from ivr.dialplan.step import End
from ivr.telephony.prompts import Prompt
from tests.dialplan.examples import FACTS, dialplan, failed, finished, play, pressed, resynced, stop, walk

PLAN = dialplan("""
start: have
nodes:
  have: {type: set, set: {balance: '"128.5"'}, next: say}
  say:
    type: speak
    before: {zh: 余额为, en: Your balance is}
    value: values.balance
    as: amount
    after: {zh: 。, en: today.}
    next: done
    failure: failed
  done: {type: hang_up, outcome: done}
  failed: {type: hang_up, outcome: failed_to_say}
""")
CHINESE = ("余额为", "一", "百", "二", "十", "八", "元", "五", "角", "。")


def test_a_value_is_said_between_what_stands_before_and_after() -> None:
    assert walk(PLAN).commands == (play(1, *CHINESE),)
    assert walk(PLAN, finished(1)).handover == End(outcome="done")


def test_a_value_is_said_in_the_language_of_the_caller() -> None:
    words = ["one", "hundred", "and", "twenty", "eight", "yuan", "fifty"]

    english = walk(PLAN, facts=replace(FACTS, language="en"))

    assert english.commands == (play(1, "Your balance is", *words, "today.", language="en"),)


@pytest.mark.parametrize("value", ['"soon"', "values.missing", '""'])
def test_what_cannot_be_said_goes_another_way(value: str) -> None:
    plan = dialplan(f"""
start: say
nodes:
  say: {{type: speak, value: '{value}', as: number, next: done, failure: failed}}
  done: {{type: hang_up, outcome: done}}
  failed: {{type: hang_up, outcome: not_said}}
""")

    assert walk(plan).handover == End(outcome="not_said")


def test_a_sound_that_is_missing_goes_another_way() -> None:
    assert walk(PLAN, failed(1)).handover == End(outcome="failed_to_say")


def test_the_star_says_it_again_and_other_keys_do_nothing() -> None:
    assert walk(PLAN, pressed("*")).commands == (stop(1), play(2, *CHINESE))
    assert walk(PLAN, pressed("5")).commands == ()
    assert walk(PLAN, resynced()).commands == (play(2, *CHINESE),)


def test_all_that_it_may_say_is_known_beforehand() -> None:
    pieces = set(PLAN.nodes["say"].pieces(["zh", "en"]))

    assert {Prompt("两", "zh"), Prompt("角", "zh"), Prompt("yuan", "en"), Prompt("hundred", "en")} <= pieces
