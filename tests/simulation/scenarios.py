"""Scenarios of the tests, made of Python values, and their runs."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from ivr.simulation.answer import Answer
from ivr.simulation.scenario import Scenario
from ivr.simulation.simulating import simulate

TEAM: dict[str, Any] = {
    "contacts": 40_000,
    "warm_up": 2_000,
    "classes": [{"name": "all", "per_minute": 48, "needs": {"x": 1}, "handle_seconds": {"exponential": 60}}],
    "agents": [{"name": "team", "count": 50, "skills": {"x": 1}}],
}
"""48 calls a minute for fifty agents."""


def run(**fields: Any) -> Answer:
    scenario = Scenario.model_validate({**TEAM, **fields})
    return simulate(scenario, random.Random(scenario.seed))


def run_graph(
    arrivals: Mapping[str, float],
    pools: Sequence[tuple[int, float]],
    able: Mapping[str, frozenset[int]],
    **fields: Any,
) -> Answer:
    """The graph of ``product_form.exact``, whose unit of time is a minute here."""
    one_minute = {"exponential": 60}
    classes = [
        {"name": name, "per_minute": rate, "needs": {name: 1}, "handle_seconds": one_minute}
        for name, rate in arrivals.items()
    ]
    agents = [
        {"name": f"p{p}", "count": size, "speed": rate, "skills": {n: 1 for n in able if p in able[n]}}
        for p, (size, rate) in enumerate(pools)
    ]
    return run(classes=classes, agents=agents, **fields)
