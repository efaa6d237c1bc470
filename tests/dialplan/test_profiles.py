"""Profiles: some callers are spoken to more slowly, waited for longer, and asked again."""

from msgspec.structs import replace

from ivr.dialplan import interpreter
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.step import End
from ivr.telephony.commands import Play
from ivr.telephony.customers import Customer
from ivr.telephony.events import CustomerFound
from ivr.telephony.ids import effect_of
from ivr.telephony.prompts import Prompt
from tests.dialplan.examples import (
    CHANNEL,
    CONTACT,
    FACTS,
    dialplan,
    edition_of,
    finished,
    playback,
    pressed,
    timed_out,
    walk,
)

CENTRE = Centre.model_validate(
    {
        "name": {"zh": "示例"},
        "languages": ["zh"],
        "profiles": {
            "elderly": {"tags": ["elderly"], "pace": 0.8, "patience": 2, "extra_tries": 1, "confirm": True},
            "gold": {"tiers": ["gold"], "patience": 1.5},
        },
    }
)
PLAN = dialplan("""
start: account
nodes:
  account:
    type: collect
    prompt: {zh: 账号？}
    into: account
    most: 2
    tries: 2
    next: done
    no_input: silent
    no_match: wrong
  done: {type: hang_up, outcome: done}
  silent: {type: hang_up, outcome: silent}
  wrong: {type: hang_up, outcome: wrong}
""")
EDITION = edition_of(PLAN, centre=CENTRE)
ELDERLY = replace(FACTS, customer=Customer(id="1", tags=("elderly",)))
ASKED = ("您输入的是", "四", "二", "正确请按一，重新输入请按二。")


def slowly(number: int, *texts: str) -> Play:
    return Play(playback(number), CHANNEL, tuple(Prompt(text, "zh", 0.8) for text in texts))


def test_prompts_are_spoken_slowly_and_answers_waited_for_longer() -> None:
    assert walk(EDITION, facts=ELDERLY).commands == (slowly(1, "账号？"),)
    assert walk(EDITION, finished(1), facts=ELDERLY).position.until == 115.0
    assert walk(EDITION, pressed("4"), facts=ELDERLY).position.until == 111.0


def test_a_number_is_read_back_and_counts_when_the_caller_says_so() -> None:
    typed = walk(EDITION, pressed("4"), pressed("2"), facts=ELDERLY)
    confirmed = interpreter.step(EDITION, typed.position, ELDERLY, pressed("1"))

    assert typed.commands == (slowly(2, *ASKED),)
    assert typed.position.values == {}
    assert confirmed.handover == End(outcome="done")
    assert confirmed.position.values == {"account": "42"}


def test_a_number_that_is_not_right_is_asked_for_again() -> None:
    step = walk(EDITION, pressed("4"), pressed("2"), pressed("2"), facts=ELDERLY)

    assert step.commands[-1] == slowly(3, "账号？")
    assert step.position.digits == ""
    assert step.position.attempts == 1


def test_silence_and_other_keys_read_it_back_again_until_the_tries_are_used_up() -> None:
    typed = (pressed("4"), pressed("2"))
    silent = walk(EDITION, *typed, finished(2), timed_out(115.0), facts=ELDERLY)

    assert silent.commands == (slowly(3, *ASKED),)
    assert walk(EDITION, *typed, *(pressed("7") for _ in range(3)), facts=ELDERLY).handover == End(
        outcome="wrong"
    )


def test_there_is_one_more_try() -> None:
    wrong = [pressed("4"), pressed("2"), pressed("2")] * 3

    assert walk(EDITION, *wrong[:6], facts=ELDERLY).handover is None
    assert walk(EDITION, *wrong, facts=ELDERLY).handover == End(outcome="wrong")


def test_everybody_else_is_spoken_to_as_ever() -> None:
    step = walk(EDITION, pressed("4"), pressed("2"))

    assert step.handover == End(outcome="done")
    assert step.position.profile == ""


def test_the_profile_is_there_as_soon_as_the_customer_is_known() -> None:
    begun = walk(EDITION)
    told = CustomerFound(contact=CONTACT, at=100.2, key=effect_of(CONTACT, 0))
    known = replace(FACTS, customer=Customer(id="1", tier="gold"))

    step = interpreter.step(EDITION, begun.position, known, told)

    assert step.position.profile == "gold"
    assert interpreter.step(EDITION, step.position, known, finished(1)).position.until == 112.5
