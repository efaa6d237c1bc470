"""Capping: how often numbers outside may be called, so that a stolen telephone costs little."""

from collections.abc import Sequence

import msgspec

from ivr.dialplan.centre.outside import Outside
from ivr.telephony.ids import AgentId

SECONDS_COUNTED = 3600.0


class Called(msgspec.Struct, frozen=True):
    """A call to the outside: when (epoch seconds), and for which agent (empty: for a dialplan)."""

    at: float
    agent: AgentId


def within_caps(outside: Outside | None, agent: AgentId, at: float, earlier: Sequence[Called]) -> bool:
    """Whether one more call may be made for the agent, after those of the last hour.

    A centre that says nothing of the outside calls it for its dialplans alone, and as often as they do.
    """
    if outside is None:
        return not agent
    counted = [call for call in earlier if at - call.at < SECONDS_COUNTED]
    if len(counted) >= outside.total_per_hour:
        return False
    return not agent or sum(call.agent == agent for call in counted) < outside.per_hour
