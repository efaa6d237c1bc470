"""Simulating: a scenario, with chance, to its visits and figures."""

from collections.abc import Callable
from math import inf

from ivr.simulation.answer import Answer
from ivr.simulation.arrivals import at_random
from ivr.simulation.chance import Chance
from ivr.simulation.engine import Engine, House
from ivr.simulation.scenario import Scenario
from ivr.simulation.tally import WITHIN, Span, Tally
from routing import Agent, Board, PhoneChanged, SignedIn


def simulate(
    scenario: Scenario,
    chance: Chance,
    on_progress: Callable[[int], None] = lambda visits: None,
    within: tuple[int, ...] = WITHIN,
) -> Answer:
    """The figures of the scenario; ``on_progress`` is told now and then how many visits are over.

    ``within`` are the seconds of the service levels that are told.
    """
    groups = {agent: group.name for group in scenario.agents for agent in group.members()}
    speeds = {agent: group.speed for group in scenario.agents for agent in group.members()}
    engine = Engine(staffed(scenario), House(speeds, scenario.lines or inf))
    names = tuple(each.name for each in scenario.classes)
    tally = Tally(names, groups, Span(scenario.contacts, scenario.warm_up), within)
    arrivals = at_random(scenario.classes, scenario.contacts, scenario.strategy, chance)
    for visits, visit in enumerate(engine.run(arrivals), start=1):
        tally.add(visit)
        if not visits % 1000:
            on_progress(visits)
    return tally.answer()


def staffed(scenario: Scenario) -> Board:
    """A board with every agent of the scenario ready, since time 0."""
    agents = {agent: Agent(agent, group.skills) for group in scenario.agents for agent in group.members()}
    board = Board(agents)
    for agent in agents:
        board.apply(PhoneChanged(agent, True), 0.0)
        board.apply(SignedIn(agent), 0.0)
    return board
