"""The node ``consent``."""

import pytest

from ivr.dialplan.step import End
from ivr.telephony.events import Event
from tests.dialplan.examples import dialplan, failed, finished, play, pressed, stop, timed_out, walk

PLAN = dialplan("""
start: ask
nodes:
  ask:
    type: consent
    prompt: {zh: 可以录音吗？}
    no_match_prompt: {zh: 按错了。}
    next: yes
    refused: no
    no_match: wrong
  yes: {type: hang_up, outcome: yes}
  no: {type: hang_up, outcome: no}
  wrong: {type: hang_up, outcome: wrong}
""")


@pytest.mark.parametrize(
    ("events", "outcome", "consent"),
    [
        ([pressed("1")], "yes", "given"),
        ([pressed("2")], "no", "refused"),
        ([pressed("7"), pressed("8")], "wrong", "refused"),
        ([finished(1), timed_out(110.0), finished(2, at=112.0), timed_out(117.0)], "no", "refused"),
        ([failed(1)], "no", "refused"),
        ([pressed("7"), pressed("1")], "yes", "given"),
    ],
)
def test_only_who_agrees_has_agreed(events: list[Event], outcome: str, consent: str) -> None:
    step = walk(PLAN, *events)

    assert step.handover == End(outcome=outcome)
    assert step.position.consent == consent


def test_a_wrong_key_asks_again_and_the_star_repeats() -> None:
    assert walk(PLAN, pressed("7")).commands == (stop(1), play(2, "按错了。", "可以录音吗？"))
    assert walk(PLAN, pressed("*")).commands == (stop(1), play(2, "可以录音吗？"))


def test_until_there_is_an_answer_he_has_not_agreed() -> None:
    assert walk(PLAN).position.consent == "refused"
