"""Moments: what happened to a simulated caller, one after the other.  ``at`` is seconds since he called."""

import msgspec

from ivr.telephony.prompts import Prompt

A_SECRET_KEY = "•"
"""How a key is told that nobody may know."""


class _Moment(msgspec.Struct, frozen=True, tag_field="moment"):
    at: float


class Came(_Moment, frozen=True, tag=True):
    """He came to a node; ``steps`` of his own were begun by then, and of the last ``keys`` were pressed."""

    dialplan: str
    node: str
    steps: int = 0
    keys: int = 0


class Heard(_Moment, frozen=True, tag=True):
    """Something was said to him, at that node (empty: by the house), for so many ``seconds``.

    ``whole`` says that nothing cut it short.
    """

    node: str
    prompts: tuple[Prompt, ...]
    seconds: float = 0.0
    whole: bool = False


class Pressed(_Moment, frozen=True, tag=True):
    """He pressed a key, which is ``A_SECRET_KEY`` when nobody may know it."""

    key: str


class Waited(_Moment, frozen=True, tag=True):
    """He was put into a queue, with music."""

    queue: str


class Called(_Moment, frozen=True, tag=True):
    """A telephone number outside is called for him."""

    number: str


class Rang(_Moment, frozen=True, tag=True):
    """An agent's telephone rings for him."""

    agent: str


class Met(_Moment, frozen=True, tag=True):
    """Somebody picked up and speaks with him; ``agent`` is empty for a number outside."""

    agent: str


class Missed(_Moment, frozen=True, tag=True):
    """Whoever was called did not take it, and why."""

    agent: str
    cause: str


class Parted(_Moment, frozen=True, tag=True):
    """Whoever spoke with him hung up."""

    agent: str


class Answered(_Moment, frozen=True, tag=True):
    """A question of a survey was answered, and the answer stored."""

    question: str
    answer: str


class Asked(_Moment, frozen=True, tag=True):
    """Something was asked of another system for him, and what came back (empty: nothing yet)."""

    what: str
    came_back: str = ""


class LeftTheLine(_Moment, frozen=True, tag=True):
    """He hung up."""


class Ended(_Moment, frozen=True, tag=True):
    """The contact was over, with this outcome."""

    outcome: str


Moment = (
    Came
    | Heard
    | Pressed
    | Waited
    | Called
    | Rang
    | Met
    | Missed
    | Parted
    | Answered
    | Asked
    | LeftTheLine
    | Ended
)
