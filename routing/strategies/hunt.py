"""Hunt: always the first who is ready, in the order in which the centre names its agents."""

from routing.agents import ReadyAgent
from routing.strategies.longest_idle import tier as tier


def turn(agent: ReadyAgent) -> float:
    """The agent's place in the order of the centre."""
    return agent.agent.hunt
