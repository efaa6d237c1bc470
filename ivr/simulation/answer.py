"""The answer of a simulation: its figures, as JSON has them."""

import msgspec


class ClassFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The contacts of one class.  What would divide by nothing is null.

    ``offered`` is all that came: answered, abandoned and blocked.  ``mean_wait_seconds`` is that of all
    who were not blocked, whether they were answered or gave up, ``mean_wait_ci95`` the bounds between which
    it lies with 95 % confidence, ``p_wait`` the share of them that waited at all.  ``service_level`` has for
    each number of seconds the share of the offered that were answered within them.
    """

    offered: int
    answered: int
    abandoned: int
    blocked: int
    mean_wait_seconds: float | None
    mean_wait_ci95: tuple[float, float] | None
    p_wait: float | None
    service_level: dict[str, float | None]


class AgentFigures(msgspec.Struct, frozen=True):
    """``occupancy``: the share of their time in which the agents of a group handled contacts."""

    occupancy: float | None


class Answer(msgspec.Struct, frozen=True):
    """All figures.  ``seconds`` is the simulated time that was counted, up to the last arrival."""

    classes: dict[str, ClassFigures]
    agents: dict[str, AgentFigures]
    seconds: float
