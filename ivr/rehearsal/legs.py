"""Legs: the agents and numbers that are called for a simulated caller, and what they do."""

from collections.abc import Callable
from typing import assert_never

import msgspec

from ivr.dialplan.callers.staff import Answers, Behaviour, Declines, DoesNotAnswer
from ivr.rehearsal.house import House
from ivr.telephony.causes import Cause
from ivr.telephony.events import (
    AgentAnswered,
    AgentLeft,
    AgentRang,
    AgentRefused,
    Event,
    NumberAnswered,
    NumberLeft,
    NumberRefused,
)
from ivr.telephony.ids import AgentId, ChannelId, ContactId

SECONDS_TO_RING = 0.1
SECONDS_TO_DECLINE = 1.0


class Leg(msgspec.Struct):
    """A telephone that is called; ``agent`` is empty for a number outside."""

    channel: ChannelId
    agent: AgentId
    does: Behaviour
    up: bool = False
    together: bool = False


Tell = Callable[[AgentId, Event], None]
"""Tells what happened to a leg, and whose it is."""


class Legs:
    """The telephones called for one contact."""

    def __init__(self, house: House, contact: ContactId, tell: Tell) -> None:
        self._house = house
        self._contact = contact
        self._tell = tell
        self._legs: dict[ChannelId, Leg] = {}

    def agent_of(self, channel: ChannelId) -> AgentId:
        """Whose telephone it is; empty for a number outside, and for one that is gone."""
        leg = self._legs.get(channel)
        return leg.agent if leg is not None else AgentId("")

    def call(self, leg: Leg, seconds: float) -> None:
        """Let the telephone ring, for so many seconds at most."""
        self._legs[leg.channel] = leg
        now = self._house.now
        if leg.agent:
            self._house.at(now + SECONDS_TO_RING, lambda: self._ring(leg))
        match leg.does:
            case Answers(after=after):
                self._house.at(now + max(after, SECONDS_TO_RING), lambda: self._pick_up(leg))
            case Declines():
                self._house.at(now + SECONDS_TO_DECLINE, lambda: self._end(leg, Cause.DECLINED))
            case DoesNotAnswer():
                pass
            case _:  # pragma: no cover
                assert_never(leg.does)
        self._house.at(now + seconds, lambda: self._give_up(leg))

    def bring_together(self, channel: ChannelId) -> bool:
        """Let whoever picked up there speak with the caller; whether it is somebody new."""
        leg = self._legs.get(channel)
        if leg is None or leg.together:
            return False
        leg.together = True
        talks = leg.does.talks if isinstance(leg.does, Answers) else 0.0
        self._house.at(self._house.now + talks, lambda: self._end(leg, Cause.NORMAL))
        return True

    def hang_up(self, channel: ChannelId) -> None:
        """End the leg."""
        leg = self._legs.get(channel)
        if leg is not None:
            self._end(leg, Cause.NORMAL)

    def _ring(self, leg: Leg) -> None:
        if leg.channel in self._legs and not leg.up:
            self._tell(leg.agent, AgentRang(contact=self._contact, at=self._house.now, leg=leg.channel))

    def _pick_up(self, leg: Leg) -> None:
        if leg.channel not in self._legs:
            return
        leg.up = True
        kind = AgentAnswered if leg.agent else NumberAnswered
        self._tell(leg.agent, kind(contact=self._contact, at=self._house.now, leg=leg.channel))

    def _give_up(self, leg: Leg) -> None:
        if not leg.up:
            self._end(leg, Cause.NO_ANSWER)

    def _end(self, leg: Leg, cause: Cause) -> None:
        if self._legs.pop(leg.channel, None) is None:
            return
        left, refused = (AgentLeft, AgentRefused) if leg.agent else (NumberLeft, NumberRefused)
        kind = left if leg.up else refused
        self._tell(leg.agent, kind(contact=self._contact, at=self._house.now, leg=leg.channel, cause=cause))
