"""Staffing: how many agents one team needs for a service level, by formula and checked by simulation."""

from collections.abc import Callable
from math import floor

import msgspec

from ivr.simulation.chance import Chance
from ivr.simulation.scenario import Scenario
from ivr.simulation.simulating import simulate
from routing.erlang import Service, Team, agents_needed, erlang_a, erlang_c

CONTACTS = 40_000
"""So many contacts check a number of agents."""


class Workload(msgspec.Struct, frozen=True):
    """What comes, and what is wanted: ``share`` of the calls answered within ``within`` seconds.

    Who has no ``patience_seconds`` never gives up.
    """

    calls_per_hour: float
    handle_seconds: float
    share: float
    within: int
    patience_seconds: float | None = None

    def team(self, agents: int) -> Team:
        """So many agents with this work."""
        return Team(agents, self.calls_per_hour / 3600, self.handle_seconds)


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """How callers fare with so many agents, by a formula or as simulated."""

    agents: int
    service_level: float
    mean_wait_seconds: float
    p_wait: float
    abandonment: float


class Staffing(msgspec.Struct, frozen=True):
    """``agents`` are needed: by Erlang A where patience is known, else by Erlang C.

    ``simulated`` has that many and, where that is possible, one fewer, through the production router.
    """

    agents: int
    erlang_c: Checked
    erlang_a: Checked | None
    simulated: tuple[Checked, ...]


def staffing(workload: Workload, new_chance: Callable[[], Chance], done: Callable[[int], None]) -> Staffing:
    """The agents needed; ``done`` is told how many contacts have been simulated."""
    patience = workload.patience_seconds
    by_c = _needed(workload, lambda agents: erlang_c(workload.team(agents), workload.within))
    by_a = None
    if patience is not None:
        by_a = _needed(workload, lambda agents: erlang_a(workload.team(agents), workload.within, patience))
    agents = (by_a or by_c).agents
    tried = [number for number in (agents - 1, agents) if number > (0 if patience else workload.team(1).load)]
    simulated = []
    for turn, number in enumerate(tried):
        simulated.append(_simulated(workload, number, new_chance(), _after(turn * CONTACTS, done)))
    return Staffing(agents, by_c, by_a, tuple(simulated))


def _needed(workload: Workload, service: Callable[[int], Service | None]) -> Checked:
    def level(agents: int) -> float:
        found = service(agents)
        return 0.0 if found is None else found.service_level

    # Below the load itself only patience keeps the line short; a target that allows it is looked for there.
    least = max(1, floor(workload.team(1).load * workload.share * 0.8))
    agents = agents_needed(workload.share, level, least)
    found = service(agents)
    assert found is not None, "its level reaches the share"
    return Checked(agents=agents, **msgspec.structs.asdict(found))


def _after(before: int, done: Callable[[int], None]) -> Callable[[int], None]:
    return lambda so_far: done(before + so_far)


def _simulated(workload: Workload, agents: int, chance: Chance, done: Callable[[int], None]) -> Checked:
    patience = workload.patience_seconds
    calls = {
        "name": "calls",
        "per_minute": workload.calls_per_hour / 60,
        "handle_seconds": {"exponential": workload.handle_seconds},
        "patience_seconds": {"exponential": patience} if patience is not None else None,
    }
    scenario = Scenario.model_validate(
        {
            "contacts": CONTACTS,
            "warm_up": CONTACTS // 20,
            "classes": [calls],
            "agents": [{"name": "team", "count": agents}],
        }
    )
    found = simulate(scenario, chance, done, within=(workload.within,)).classes["calls"]
    return Checked(
        agents=agents,
        service_level=found.service_level[str(workload.within)] or 0.0,
        mean_wait_seconds=found.mean_wait_seconds or 0.0,
        p_wait=found.p_wait or 0.0,
        abandonment=found.abandoned / found.offered,
    )
