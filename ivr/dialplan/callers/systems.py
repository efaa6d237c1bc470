"""Systems: who a simulated caller is to the house, and what the systems beside it answer for him."""

from typing import Annotated, Literal

import msgspec
from pydantic import BeforeValidator, Field

from ivr.dialplan.document import Document, Language
from ivr.telephony.customers import SECONDS_IN_A_DAY, Customer, History
from ivr.telephony.ids import AgentId

SECONDS_TO_FAIL = 0.2
SECONDS_TO_GIVE = 0.2


class Gives(msgspec.Struct, frozen=True):
    """A system gives these values (name → text) after so many seconds."""

    values: dict[str, str]
    after: float = SECONDS_TO_GIVE


class Fails(msgspec.Struct, frozen=True):
    """A system gives nothing that can be used."""

    after: float = SECONDS_TO_FAIL


class FindsNothing(msgspec.Struct, frozen=True):
    """A system answers that there is no such thing."""

    after: float = SECONDS_TO_GIVE


SystemAnswer = Gives | Fails | FindsNothing


class WrittenAnswer(Document):
    """What a system answers, as the document writes it; nothing given: it fails."""

    gives: dict[str, str] | None = None
    finds: Literal["nothing"] | None = None
    after: Annotated[float, Field(ge=0, le=120)] = SECONDS_TO_GIVE

    def answer(self) -> SystemAnswer:
        """What it answers."""
        if self.gives is not None:
            return Gives(self.gives, self.after)
        return FindsNothing(self.after) if self.finds else Fails(self.after)


def _from_a_word(value: object) -> object:
    words: dict[object, object] = {"fails": {}, "finds_nothing": {"finds": "nothing"}}
    return words.get(value, value) if isinstance(value, str) else value


Answer = Annotated[WrittenAnswer, BeforeValidator(_from_a_word, json_schema_input_type=str | WrittenAnswer)]
"""``fails``, ``finds_nothing``, or ``{gives: {amount: "128.50"}, after: 3}``."""


class WhoCalls(Document):
    """Who a caller is to the house, and how often and with whom he was here before."""

    id: Annotated[str, Field(min_length=1)] = "1"
    name: str = ""
    tier: str = ""
    tags: tuple[str, ...] = ()
    language: Language | None = None
    agent: str = ""
    starred: bool = False
    contacts: Annotated[int, Field(ge=0, le=100)] = 0
    last_agent: str = ""
    last_outcome: str = ""

    def customer(self) -> Customer:
        """The customer as the directory would tell him."""
        return Customer(
            id=self.id,
            name=self.name,
            tier=self.tier,
            tags=self.tags,
            language=self.language or "",
            agent=AgentId(self.agent),
            starred=self.starred,
        )

    def history(self, at: float) -> History:
        """His contacts before ``at`` (epoch seconds), all within the day before."""
        apart = SECONDS_IN_A_DAY / (self.contacts + 1)
        return History(
            arrivals=tuple(at - apart * (number + 1) for number in range(self.contacts)),
            last_agent=AgentId(self.last_agent),
            last_outcome=self.last_outcome,
        )
