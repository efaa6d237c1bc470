"""Needs: what a waiting call asks of an agent, as skill → least level.

Being one certain agent, or one of a team, is a skill too: so a call that waits for a named agent, and
relaxes to a team, is matched like any other.
"""

from collections.abc import Mapping

import msgspec

_NAMED, _TEAM = "agent:", "team:"


class Relaxation(msgspec.Struct, frozen=True):
    """From ``at`` (seconds since the epoch) on the call needs ``needs``, in place of all before."""

    at: float
    needs: dict[str, int]


def can_take(skills: Mapping[str, int], needs: Mapping[str, int]) -> bool:
    """Whether somebody with these skills has every needed skill at its least level or above."""
    return all(skills.get(skill, 0) >= level for skill, level in needs.items())


def named(agent: str) -> dict[str, int]:
    """The needs that this agent alone meets, if it is among his skills."""
    return {_NAMED + agent: 1}


def of_team(team: str) -> dict[str, int]:
    """The needs that everybody of the team meets, who has it among his skills."""
    return {_TEAM + team: 1}


def named_in(skill: str) -> str | None:
    """The agent whom this skill names; None if it names none."""
    return skill.removeprefix(_NAMED) if skill.startswith(_NAMED) else None


def team_in(skill: str) -> str | None:
    """The team that this skill means; None if it means none."""
    return skill.removeprefix(_TEAM) if skill.startswith(_TEAM) else None


def is_named(agent: str, needs: Mapping[str, int]) -> bool:
    """Whether the call waits for this agent by name."""
    return _NAMED + agent in needs


def is_learned(skill: str) -> bool:
    """Whether it is a skill that can be learned: not who somebody is or where he belongs."""
    return ":" not in skill
