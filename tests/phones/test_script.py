"""Scripts out of options."""

import pytest

from ivr.phones.orders import HangUp, Hold, Press, Retrieve, Say, Transfer
from ivr.phones.script import ScriptError, Typed, steps_from
from ivr.phones.steps import Stay, UntilQuiet, Wait


def test_options_become_steps_in_the_order_typed() -> None:
    typed = [
        Typed("press", "1"),
        Typed("wait", "3"),
        Typed("press", "5#"),
        Typed("say", "hello.wav"),
        Typed("press_info", "*a"),
        Typed("say_loop", "hum.wav"),
        Typed("hold"),
        Typed("until_quiet", "0.5"),
        Typed("retrieve"),
        Typed("transfer", "8002"),
        Typed("stay", "60"),
        Typed("hang_up"),
    ]
    assert steps_from(typed) == (
        Press(digits="1"),
        Wait(3.0),
        Press(digits="5#"),
        Say(path="hello.wav"),
        Press(digits="*A", by_info=True),
        Say(path="hum.wav", loop=True),
        Hold(),
        UntilQuiet(0.5),
        Retrieve(),
        Transfer(target="8002"),
        Stay(60.0),
        HangUp(),
    )


def test_options_that_are_no_steps_are_passed_over() -> None:
    assert steps_from([Typed("server", "127.0.0.1:5060"), Typed("json")]) == ()


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        (Typed("press", "12x"), "--press 12x: give digits 0-9, * and #, or A-D"),
        (Typed("press", ""), "--press: give digits 0-9, * and #, or A-D"),
        (Typed("wait", "long"), "--wait long: give a number of seconds, such as 2.5"),
        (Typed("until_quiet", "-1"), "--until-quiet -1: give between 0 and 86400 seconds"),
        (Typed("stay", "nan"), "--stay nan: give between 0 and 86400 seconds"),
    ],
)
def test_a_step_that_cannot_be_done_is_named_with_its_remedy(typed: Typed, complaint: str) -> None:
    with pytest.raises(ScriptError) as caught:
        steps_from([typed])
    assert str(caught.value) == complaint


def test_nothing_follows_a_hang_up() -> None:
    with pytest.raises(ScriptError, match="--hang-up: nothing can follow it"):
        steps_from([Typed("hang_up"), Typed("press", "1")])
