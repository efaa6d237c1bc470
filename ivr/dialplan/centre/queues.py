"""A queue, as ``centre.yaml`` has it."""

from typing import Annotated, Literal

from pydantic import Field

from ivr.dialplan.centre.agents import Extension
from ivr.dialplan.centre.relaxing import Step
from ivr.dialplan.document import Document, Level, Name, Texts

Strategy = Literal[
    "best_skilled", "hunt", "least_busy_today", "least_skilled_first", "longest_idle", "round_robin"
]
"""Which of several able agents is rung (docs/routing.md)."""


class Queue(Document):
    """One queue: whom its callers need, how agents are rung, and what follows the talk."""

    name: Texts
    needs: dict[Name, Level] = Field(default_factory=dict)
    certified: tuple[Name, ...] = ()
    relax: tuple[Step, ...] = ()
    strategy: Strategy = "longest_idle"
    hard: bool = False
    ring_seconds: Annotated[float, Field(ge=1, le=300)] = 15
    wrap_up_seconds: Annotated[float, Field(ge=0, le=3600)] = 5
    max_wait_seconds: Annotated[float, Field(ge=1, le=86400)] = 600
    service_level_seconds: Annotated[float, Field(ge=1, le=3600)] = 20
    music: Name = "default"
    survey: Name | None = None
    announce_agent: bool = False
    extension: Extension | None = None
    hours: Name | None = None
    recording: Literal["always", "on_demand", "never"] = "always"
