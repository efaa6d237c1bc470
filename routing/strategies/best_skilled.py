"""Best skilled: the agent whose levels in the needed skills add up to most, then longest idle."""

from routing.agents import ReadyAgent
from routing.calls import CallClass


def key(agent: ReadyAgent, call_class: CallClass) -> tuple[float, ...]:
    """Rank by the sum of the levels in the needed skills, highest first, then by idle time."""
    return (-sum(agent.skills.get(skill, 0) for skill in call_class.needs), agent.idle_since)
