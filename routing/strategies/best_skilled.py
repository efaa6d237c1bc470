"""Best skilled: the agent whose levels in the needed skills add up to most, then longest idle."""

from collections.abc import Mapping

from routing.strategies.longest_idle import turn as turn


def tier(skills: Mapping[str, int], needs: Mapping[str, int]) -> float:
    """The sum of the levels in the needed skills, highest first."""
    return -sum(skills.get(skill, 0) for skill in needs)
