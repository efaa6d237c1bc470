"""Changes: what rules and the node ``set`` do to a contact, besides sending it somewhere."""

import re
from typing import Annotated, Any

from msgspec.structs import replace
from pydantic import BeforeValidator, Field

from ivr.dialplan import conditions
from ivr.dialplan.conditions import Known
from ivr.dialplan.deciding import Expression
from ivr.dialplan.document import Document, Name
from ivr.dialplan.step import Position, Traced

HIGHEST = 1000
"""No priority is higher, and none lower than its negative."""

MOST_TRACED = 100
"""So many decisions of a contact are remembered: the latest ones."""


def _without_plus(written: Any) -> Any:
    return re.sub(r"^\+", "", written) if isinstance(written, str) else written


def _one_or_more(written: Any) -> Any:
    return (written,) if isinstance(written, str) else written


Shift = Annotated[
    int, BeforeValidator(_without_plus, json_schema_input_type=int | str), Field(ge=-HIGHEST, le=HIGHEST)
]
"""By how much a priority rises (``+50``) or falls (``-10``)."""

Tags = Annotated[
    tuple[Name, ...], BeforeValidator(_one_or_more, json_schema_input_type=Name | tuple[Name, ...])
]
"""One tag, or a list of them."""


class Changes(Document):
    """What a contact is changed in.

    ``set`` are values by name, each an expression; ``priority`` by how much its rank in every line rises;
    ``tag`` what it is called from here on; ``profile`` how it is spoken to.
    """

    set: dict[Name, Expression] = Field(default_factory=dict)
    priority: Shift = 0
    tag: Tags = ()
    profile: Name | None = None

    def changed(self, position: Position, known: Known) -> Position:
        """The position of a contact that was changed; a value that cannot be decided stays as it was."""
        given = {name: conditions.text_of(expression, known) for name, expression in self.set.items()}
        values = {name: text for name, text in given.items() if text is not None}
        return replace(
            position,
            values=position.values | values,
            priority=max(-HIGHEST, min(HIGHEST, position.priority + self.priority)),
            tags=tuple(dict.fromkeys((*position.tags, *self.tag))),
            profile=self.profile or position.profile,
        )

    def in_words(self) -> str:
        """The changes in words, for a trace."""
        words = [f"set {name}" for name in self.set]
        if self.priority:
            words.append(f"priority {self.priority:+}")
        words += [f"tag {tag}" for tag in self.tag]
        return ", ".join(words + ([f"profile {self.profile}"] if self.profile else []))


def traced(position: Position, at: float, what: str) -> Position:
    """The position, with one more thing remembered that was decided at its node."""
    latest = position.trace[1 - MOST_TRACED :]
    return replace(position, trace=(*latest, Traced(at, f"{position.dialplan}/{position.node}", what)))
