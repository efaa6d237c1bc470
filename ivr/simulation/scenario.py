"""A scenario: who calls how often and for what, and who is there to answer."""

from typing import Annotated

from pydantic import Field

from ivr.dialplan.document import Document, Level, Name
from ivr.simulation.distributions import Distribution


class ContactClass(Document):
    """Contacts that are alike.  They arrive at random, independent of each other (a Poisson process).

    ``handle_seconds`` is talk and wrap-up together, of an agent of speed 1.  Who has no
    ``patience_seconds`` never gives up.
    """

    name: Name
    per_minute: Annotated[float, Field(gt=0, le=1e6)]
    needs: dict[Name, Level] = Field(default_factory=dict)
    handle_seconds: Distribution
    patience_seconds: Distribution | None = None
    priority: Annotated[int, Field(ge=-100, le=100)] = 0


class AgentGroup(Document):
    """``count`` agents with the same skills.  Their handle times are divided by ``speed``."""

    name: Name
    count: Annotated[int, Field(ge=1, le=100_000)] = 1
    skills: dict[Name, Level] = Field(default_factory=dict)
    speed: Annotated[float, Field(gt=0, le=1000)] = 1.0

    def members(self) -> tuple[str, ...]:
        """The ids of its agents."""
        return tuple(f"{self.name}.{number:05}" for number in range(1, self.count + 1))


class Scenario(Document):
    """What is simulated: ``contacts`` arrive, the first ``warm_up`` of whom are not counted.

    ``lines`` is how many contacts can be in the system at once, waiting or talking; without it all can.
    """

    seed: int = 1
    contacts: Annotated[int, Field(ge=1, le=100_000_000)]
    warm_up: Annotated[int, Field(ge=0)] = 0
    lines: Annotated[int, Field(ge=1)] | None = None
    strategy: str = "longest_idle"
    classes: Annotated[tuple[ContactClass, ...], Field(min_length=1)]
    agents: Annotated[tuple[AgentGroup, ...], Field(min_length=1)]
