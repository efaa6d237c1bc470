"""Least skilled first: whoever can do least besides, so that rare skills stay free; then longest idle."""

from collections.abc import Mapping

from routing.needs import is_learned
from routing.strategies.longest_idle import turn as turn

_MORE_THAN_ALL_LEVELS = 10_000


def tier(skills: Mapping[str, int], needs: Mapping[str, int]) -> float:
    """The number of skills, and between equals the sum of their levels, lowest first."""
    levels = [level for skill, level in skills.items() if is_learned(skill)]
    return _MORE_THAN_ALL_LEVELS * len(levels) + sum(levels)
