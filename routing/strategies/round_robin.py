"""Round robin: one after the other, however long their talks are."""

from routing.agents import ReadyAgent
from routing.strategies.longest_idle import tier as tier


def turn(agent: ReadyAgent) -> float:
    """The moment at which the agent last answered or missed an offer."""
    return agent.last_offered
