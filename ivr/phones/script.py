"""Scripts: steps out of options as they were typed, in their order."""

from collections.abc import Sequence

import msgspec

from ivr.phones.orders import HangUp, Hold, Press, Retrieve, Say, Transfer
from ivr.phones.steps import Stay, Step, UntilQuiet, Wait

_DIGITS = frozenset("0123456789*#ABCD")


class Typed(msgspec.Struct, frozen=True):
    """One option as typed: its name without dashes (``until_quiet``) and its text, empty for a switch."""

    option: str
    text: str = ""


class ScriptError(ValueError):
    """A step that cannot be done, with the option and a remedy."""

    def __init__(self, typed: Typed, remedy: str) -> None:
        self.typed, self.remedy = typed, remedy
        super().__init__(typed, remedy)

    def __str__(self) -> str:
        option = "--" + self.typed.option.replace("_", "-")
        return f"{option} {self.typed.text}".strip() + f": {self.remedy}"


def steps_from(typed: Sequence[Typed]) -> tuple[Step, ...]:
    """The steps that options stand for, in the order typed; options that are no steps are passed over.

    Raises ``ScriptError``.
    """
    steps = [step for option in typed if (step := _step(option)) is not None]
    ends = [place for place, step in enumerate(steps) if isinstance(step, HangUp)]
    if ends and ends[0] != len(steps) - 1:
        raise ScriptError(Typed("hang_up"), "nothing can follow it: make it the last step")
    return tuple(steps)


def _step(typed: Typed) -> Step | None:
    match typed.option:
        case "press":
            return Press(digits=_digits(typed))
        case "press_info":
            return Press(digits=_digits(typed), by_info=True)
        case "wait":
            return Wait(_seconds(typed))
        case "until_quiet":
            return UntilQuiet(_seconds(typed))
        case "stay":
            return Stay(_seconds(typed))
        case "say":
            return Say(path=typed.text)
        case "say_loop":
            return Say(path=typed.text, loop=True)
        case "transfer":
            return Transfer(target=typed.text)
        case "hold":
            return Hold()
        case "retrieve":
            return Retrieve()
        case "hang_up":
            return HangUp()
        case _:
            return None


def _digits(typed: Typed) -> str:
    digits = typed.text.upper()
    if not digits or not set(digits) <= _DIGITS:
        raise ScriptError(typed, "give digits 0-9, * and #, or A-D")
    return digits


def _seconds(typed: Typed) -> float:
    try:
        seconds = float(typed.text)
    except ValueError:
        raise ScriptError(typed, "give a number of seconds, such as 2.5") from None
    if not 0 <= seconds <= 86400:
        raise ScriptError(typed, "give between 0 and 86400 seconds")
    return seconds
