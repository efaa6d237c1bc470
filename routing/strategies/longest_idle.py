"""Longest idle: the agent who has waited longest for a call."""

from routing.agents import ReadyAgent
from routing.calls import CallClass


def key(agent: ReadyAgent, call_class: CallClass) -> tuple[float, ...]:
    """Rank by the moment since which the agent is idle."""
    return (agent.idle_since,)
