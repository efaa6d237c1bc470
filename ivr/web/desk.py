"""The desk: what the administrators' page asks of the house beside the rest of the API.

Times are seconds since the epoch, UTC.  A figure that would divide by nothing is ``None``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Protocol

from pydantic import WithJsonSchema

from ivr.dialplan.reading.editing import Edit
from ivr.dialplan.reading.problems import Problem
from ivr.web.port import View


class QueueFigures(View):
    """A queue's figures: its waits that ended in the time, and the talks that did."""

    queue: str
    name: dict[str, str]
    offered: int
    answered: int
    abandoned: int
    timed_out: int
    answer_rate: float | None
    service_level: float | None
    service_level_seconds: float | None
    average_wait_seconds: float | None
    average_talk_seconds: float | None


class AgentFigures(View):
    """An agent's figures: the offers that ended in the time, his talks, and what callers said of him."""

    agent: str
    name: str
    answered: int
    missed: int
    answer_rate: float | None
    talks: int
    talk_seconds: float
    hold_seconds: float
    average_talk_seconds: float | None
    scores: int
    average_score: float | None


class Figures(View):
    """The figures of all that ended from ``since`` on and before ``until``."""

    since: float
    until: float
    queues: tuple[QueueFigures, ...]
    agents: tuple[AgentFigures, ...]


AnyJson = Annotated[Any, WithJsonSchema({"description": "Any JSON."})]
"""A value of whatever form."""


class DocumentView(View):
    """A document of the dialplan folder: its text, and the version that tells it from another text.

    ``value`` is what the text says, every word of it as typed; None where it cannot be read.
    """

    file: str
    version: str
    text: str
    value: AnyJson


class ChangedError(Exception):
    """Somebody else has saved the document since it was read."""


class Desk(Protocol):
    """What the administrators' page asks of a running centre.  Any method may raise ``Unavailable``."""

    async def figures(self, day: date | None) -> Figures:
        """The figures of a day of the centre's zone; of today by default."""

    def documents(self) -> Sequence[DocumentView]:
        """Every document of the dialplan folder, by the name of its file."""

    async def edit(
        self, file: str, version: str, edits: Sequence[Edit]
    ) -> DocumentView | tuple[Problem, ...]:
        """Save a document after the edits; or what would be wrong with it then, and nothing changes.

        ``version`` is that which the edits were made of: raises ``ChangedError`` when it is no longer
        there, ``EditError`` when an edit finds no place.
        """
