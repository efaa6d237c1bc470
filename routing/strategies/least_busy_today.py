"""Least busy today: the agent who has talked least since the day began."""

from routing.agents import ReadyAgent
from routing.strategies.longest_idle import tier as tier


def turn(agent: ReadyAgent) -> float:
    """The seconds that the agent has talked today."""
    return agent.talked_today
