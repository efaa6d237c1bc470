"""The node ``hang_up``."""

from ivr.dialplan.step import End
from tests.dialplan.examples import dialplan, failed, faults, finished, play, pressed, resynced, walk

PLAN = dialplan("""
start: bye
nodes:
  bye:
    type: hang_up
    prompt: {zh: 再见。}
    outcome: self_service
""")
SILENT = dialplan("""
start: bye
nodes:
  bye: {type: hang_up}
""")


def test_without_a_prompt_the_contact_ends_at_once() -> None:
    step = walk(SILENT)

    assert step.commands == ()
    assert step.handover == End(outcome="completed")


def test_the_last_prompt_is_heard_out() -> None:
    heard = walk(PLAN)

    assert heard.commands == (play(1, "再见。"),)
    assert heard.handover is None
    assert walk(PLAN, pressed("1")).handover is None
    assert walk(PLAN, finished(1)).handover == End(outcome="self_service")


def test_a_last_prompt_that_cannot_be_played_ends_the_contact_too() -> None:
    assert walk(PLAN, failed(1)).handover == End(outcome="self_service")


def test_a_last_prompt_that_was_cut_off_is_said_again() -> None:
    assert walk(PLAN, resynced()).commands == (play(2, "再见。"),)


def test_an_outcome_is_one_word_in_small_letters() -> None:
    text = "start: bye\nnodes:\n  bye: {type: hang_up, outcome: Good Bye}\n"

    assert faults(text) == ['3:33: "Good Bye" cannot stand here']
