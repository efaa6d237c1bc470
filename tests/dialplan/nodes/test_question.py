"""The node ``question``."""

from ivr.dialplan.step import End
from ivr.telephony.commands import SaveAnswer
from ivr.telephony.ids import AgentId
from tests.dialplan.examples import (
    CONTACT,
    dialplan,
    faults,
    finished,
    play,
    pressed,
    resynced,
    stop,
    timed_out,
    walk,
)

PLAN = dialplan(
    """
start: solved
nodes:
  solved:
    type: question
    prompt: {zh: 解决了吗？}
    answers: {1: yes, 2: no}
    no_input_prompt: {zh: 没有按键。}
    no_match_prompt: {zh: 按错了。}
    next: thanks
    refused: bye
  thanks: {type: hang_up, outcome: thanks}
  bye: {type: hang_up, outcome: bye}
""",
    name="satisfaction",
)
ANSWER = SaveAnswer(
    key=f"{CONTACT}:satisfaction:solved",
    survey="satisfaction",
    question="solved",
    answer="no",
    queue="repair",
    agent=AgentId("8001"),
)


def test_the_answer_is_saved_with_the_talk_it_is_about() -> None:
    step = walk(PLAN, finished(1), pressed("2"))

    assert step.commands == (ANSWER,)
    assert step.handover == End(outcome="thanks")


def test_an_answer_during_the_question_stops_it_and_counts() -> None:
    assert walk(PLAN, pressed("2")).commands == (stop(1), ANSWER)


def test_a_wrong_key_is_told_and_the_question_asked_again() -> None:
    assert walk(PLAN, pressed("3")).commands == (stop(1), play(2, "按错了。", "解决了吗？"))


def test_star_asks_again_and_costs_no_try() -> None:
    step = walk(PLAN, pressed("*"))

    assert step.commands == (stop(1), play(2, "解决了吗？"))
    assert step.position.attempts == 0


def test_star_can_be_an_answer() -> None:
    text = """
start: q
nodes:
  q: {type: question, prompt: {zh: 甲}, answers: {"*": star}, next: bye, refused: bye}
  bye: {type: hang_up}
"""
    step = walk(dialplan(text), pressed("*"))

    assert [command.answer for command in step.commands if isinstance(command, SaveAnswer)] == ["star"]


def test_hash_is_a_wrong_key_for_an_answer_cannot_be_taken_back() -> None:
    assert walk(PLAN, pressed("#")).commands == (stop(1), play(2, "按错了。", "解决了吗？"))


def test_silence_is_told_and_the_question_asked_again() -> None:
    step = walk(PLAN, finished(1, at=105.0), timed_out(110.0))

    assert step.commands == (play(2, "没有按键。", "解决了吗？"),)


def test_the_second_refusal_saves_nothing_and_leaves() -> None:
    step = walk(PLAN, pressed("3"), finished(2), timed_out(110.0))

    assert step.commands == ()
    assert step.handover == End(outcome="bye")


def test_after_an_absence_the_question_is_asked_again() -> None:
    assert walk(PLAN, resynced()).commands == (play(2, "解决了吗？"),)


def test_an_answer_is_one_word() -> None:
    text = """start: q
nodes:
  q: {type: question, prompt: {zh: 甲}, answers: {1: very good}, next: q, refused: q}
"""

    assert faults(text) == ['3:53: "very good" cannot stand here']
