"""The node ``say``."""

from msgspec.structs import replace

from ivr.dialplan.step import End
from tests.dialplan.examples import FACTS, dialplan, failed, finished, play, pressed, resynced, stop, walk

PLAN = dialplan("""
start: welcome
nodes:
  welcome:
    type: say
    prompt: {zh: 欢迎。, en: Welcome.}
    next: bye
  bye: {type: hang_up}
""")
INTERRUPTIBLE = dialplan("""
start: welcome
nodes:
  welcome:
    type: say
    prompt: {en: Welcome.}
    interruptible: true
    next: bye
  bye: {type: hang_up}
""")


def test_the_prompt_is_played_in_the_callers_language() -> None:
    step = walk(PLAN, facts=replace(FACTS, language="en"))

    assert step.commands == (play(1, "Welcome.", language="en"),)
    assert step.position.node == "welcome"
    assert step.handover is None


def test_a_prompt_without_the_callers_language_is_played_in_its_first() -> None:
    assert walk(INTERRUPTIBLE).commands == (play(1, "Welcome.", language="en"),)


def test_after_the_prompt_the_call_goes_on() -> None:
    step = walk(PLAN, finished(1))

    assert step.handover == End(outcome="completed")
    assert step.position.path == ("welcome", "bye")


def test_a_prompt_that_cannot_be_played_holds_nobody_up() -> None:
    assert walk(PLAN, failed(1)).handover == End(outcome="completed")


def test_a_key_means_nothing_while_the_prompt_plays() -> None:
    before = walk(PLAN)
    after = walk(PLAN, pressed("1"))

    assert after.position == before.position
    assert after.commands == ()


def test_a_key_ends_an_interruptible_prompt() -> None:
    step = walk(INTERRUPTIBLE, pressed("1"))

    assert step.commands == (stop(1),)
    assert step.handover == End(outcome="completed")


def test_a_prompt_that_was_cut_off_is_said_again() -> None:
    assert walk(PLAN, resynced()).commands == (play(2, "欢迎。"),)
