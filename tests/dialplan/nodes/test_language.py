"""The node ``language``."""

from msgspec.structs import replace

from ivr.telephony.commands import Play
from ivr.telephony.customers import Customer
from ivr.telephony.prompts import Prompt
from tests.dialplan.examples import (
    CHANNEL,
    FACTS,
    dialplan,
    failed,
    finished,
    play,
    playback,
    pressed,
    stop,
    timed_out,
    walk,
)

PLAN = dialplan("""
start: choose
nodes:
  choose:
    type: language
    prompt: {zh: 中文请按一。, en: "For English, press two."}
    keys: {1: zh, 2: en}
    no_match: other
    next: hello
  hello: {type: say, prompt: {zh: 你好。, en: Hello.}, next: bye}
  other: {type: say, prompt: {zh: 其他。, en: Other.}, next: bye}
  bye: {type: hang_up}
""")
QUESTION = (Prompt("中文请按一。", "zh"), Prompt("For English, press two.", "en"))


def asking(number: int) -> Play:
    return Play(playback(number), CHANNEL, QUESTION)


def test_the_question_is_asked_in_every_language() -> None:
    assert walk(PLAN).commands == (asking(1),)


def test_the_chosen_language_is_spoken_from_there_on() -> None:
    step = walk(PLAN, pressed("2"))

    assert step.commands == (stop(1), play(2, "Hello.", language="en"))
    assert step.position.language == "en"


def test_a_customer_whose_language_is_on_file_is_not_asked() -> None:
    facts = replace(FACTS, customer=Customer(id="1", language="en"))

    assert walk(PLAN, facts=facts).commands == (play(1, "Hello.", language="en"),)


def test_the_star_asks_again_and_costs_no_try() -> None:
    step = walk(PLAN, pressed("*"))

    assert step.commands == (stop(1), asking(2))
    assert step.position.attempts == 0


def test_silence_to_the_end_goes_on_in_the_language_of_the_number() -> None:
    step = walk(PLAN, finished(1), timed_out(110.0), finished(2, at=112.0), timed_out(117.0))

    assert step.commands == (play(3, "你好。"),)


def test_wrong_keys_to_the_end_go_their_own_way() -> None:
    assert walk(PLAN, pressed("7"), pressed("8")).commands == (stop(2), play(3, "其他。"))


def test_a_question_that_cannot_be_played_keeps_nobody() -> None:
    assert walk(PLAN, failed(1)).commands == (play(2, "你好。"),)
