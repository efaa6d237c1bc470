"""Steps: what a simulated caller does, one after the other."""

from typing import Annotated, Literal, Self

import msgspec
from pydantic import BeforeValidator, Field, model_validator

from ivr.dialplan.document import Document, Shape, complaint
from ivr.dialplan.messages import Message


class Press(msgspec.Struct, frozen=True):
    """Presses keys, one after the other, once what he hears is over; right away after a ``Wait``."""

    keys: str


class Wait(msgspec.Struct, frozen=True):
    """Does nothing for that many seconds, whatever he hears."""

    seconds: float


class SayNothing(msgspec.Struct, frozen=True):
    """Lets one question pass: is silent until something is said to him again."""


class HangUp(msgspec.Struct, frozen=True):
    """Hangs up."""


class UntilAt(msgspec.Struct, frozen=True):
    """Waits until he is at a node.  Only callers that are made up (``ivr.rehearsal.hard``) do this."""

    dialplan: str
    node: str


Step = Press | Wait | SayNothing | HangUp | UntilAt

Keys = Annotated[
    str,
    Shape("[0-9*#]{1,40}", '写按键，如 "1"、"123456#"', 'write the keys, such as "1" or "123456#"'),
]
"""Keys that a caller presses one after the other."""

_WORDS = ("say_nothing", "hang_up")
_HOW = Message(
    '写 {press: "1"}、{wait: 3}、say_nothing 或 hang_up',
    'write {press: "1"}, {wait: 3}, say_nothing or hang_up',
)


class Written(Document):
    """One step as the document writes it: exactly one of the four."""

    press: Keys | None = None
    wait: Annotated[float, Field(ge=0, le=3600)] | None = None
    say_nothing: Literal["yes"] | None = None
    hang_up: Literal["yes"] | None = None

    @model_validator(mode="after")
    def _is_one_step(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise complaint(Message("一步只能是一个动作", "a step is one thing that the caller does"), _HOW)
        return self

    def step(self) -> Step:
        """What the caller does."""
        if self.press is not None:
            return Press(self.press)
        if self.wait is not None:
            return Wait(self.wait)
        return SayNothing() if self.say_nothing else HangUp()


def _from_a_word(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value not in _WORDS:
        raise complaint(Message(f"没有“{value}”这一步", f'there is no step "{value}"'), _HOW)
    return {value: "yes"}


WrittenStep = Annotated[Written, BeforeValidator(_from_a_word, json_schema_input_type=str | Written)]
"""A step: a word for those that need no more, else a key with its value."""


def written(step: Step) -> str:
    """The step as a document writes it; one that is only made up is told as a comment."""
    match step:
        case Press(keys):
            return f'{{press: "{keys}"}}'
        case Wait(seconds):
            return f"{{wait: {seconds:g}}}"
        case SayNothing():
            return "say_nothing"
        case HangUp():
            return "hang_up"
        case UntilAt(node=node):
            return f"# at {node}"
