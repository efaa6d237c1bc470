"""Relaxing: what a queue asks of agents less and less, and what it never does without."""

from typing import Annotated

from pydantic import Field

from ivr.dialplan.document import Document, Level, Name

SECONDS_OF_A_WAIT = Annotated[float, Field(gt=0, le=86400)]


class Step(Document):
    """From ``after`` seconds of waiting on, callers need ``needs``, and somebody of ``team``."""

    after: SECONDS_OF_A_WAIT
    needs: dict[Name, Level] = Field(default_factory=dict)
    team: Name | None = None


class Care(Document):
    """After so many hard calls in a row the wrap-up lasts so long."""

    after: Annotated[int, Field(ge=1, le=100)] = 3
    wrap_up_seconds: Annotated[float, Field(ge=0, le=3600)] = 60


Times = Annotated[int, Field(ge=0, le=100)]
"""How often something may happen in a row; 0 means that it does not matter."""


class PauseAfter(Document):
    """So many missed offers of a kind in a row pause an agent: not answered, declined, not reachable."""

    missed: Times = 3
    declined: Times = 3
    unreachable: Times = 3
