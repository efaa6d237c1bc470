"""Staff: what the agents, and numbers outside, do when a simulated caller's call rings at them."""

from typing import Annotated, Literal

import msgspec
from pydantic import BeforeValidator, Field

from ivr.dialplan.document import Document

Word = Literal["answers", "declines", "does_not_answer"]

SECONDS_TO_ANSWER = 2.0
SECONDS_TO_TALK = 5.0


class Answers(msgspec.Struct, frozen=True):
    """Picks up after so many seconds, talks so many, and hangs up."""

    after: float = SECONDS_TO_ANSWER
    talks: float = SECONDS_TO_TALK


class Declines(msgspec.Struct, frozen=True):
    """Refuses the call."""


class DoesNotAnswer(msgspec.Struct, frozen=True):
    """Lets it ring."""


Behaviour = Answers | Declines | DoesNotAnswer


class Answering(Document):
    """What somebody does with a call, as the document writes it."""

    does: Word = "answers"
    after: Annotated[float, Field(ge=0, le=300)] = SECONDS_TO_ANSWER
    talks: Annotated[float, Field(ge=0, le=3600)] = SECONDS_TO_TALK

    def behaviour(self) -> Behaviour:
        """What he does."""
        match self.does:
            case "answers":
                return Answers(self.after, self.talks)
            case "declines":
                return Declines()
            case "does_not_answer":
                return DoesNotAnswer()


def _from_a_word(value: object) -> object:
    return {"does": value} if isinstance(value, str) else value


WrittenAnswering = Annotated[Answering, BeforeValidator(_from_a_word, json_schema_input_type=str | Answering)]
"""A word alone (``answers``), or with how long it takes: ``{after: 3, talks: 20}``."""
