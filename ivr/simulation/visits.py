"""Visits: what became of each contact, one flat record each, from which every figure is computed."""

import msgspec

from ivr.simulation.arrivals import Arrival


class Answered(msgspec.Struct, frozen=True, gc=False):
    """The contact waited so long (seconds) and was handled by the agent for ``seconds``."""

    arrival: Arrival
    wait: float
    agent: str
    seconds: float


class Abandoned(msgspec.Struct, frozen=True, gc=False):
    """The contact waited so long (seconds) and gave up."""

    arrival: Arrival
    wait: float


class Blocked(msgspec.Struct, frozen=True, gc=False):
    """The contact found every line taken."""

    arrival: Arrival


Visit = Answered | Abandoned | Blocked
