"""Longest idle: the agent who has waited longest for a call."""

from collections.abc import Mapping

from routing.agents import ReadyAgent


def tier(skills: Mapping[str, int], needs: Mapping[str, int]) -> float:
    """All are of one tier."""
    return 0.0


def turn(agent: ReadyAgent) -> float:
    """The moment since which the agent is idle."""
    return agent.idle_since
