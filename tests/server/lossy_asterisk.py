"""An Asterisk in memory whose telephones answer, hang up and give up, and whose events may be lost."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Collection, Mapping

from ivr.telephony import commands as c
from ivr.telephony import events as e
from ivr.telephony.causes import Cause
from ivr.telephony.ids import ChannelId, ContactId, PlaybackId, contact_of_caller, is_agent_leg, owner
from tests.server.virtual import clock


class LossyAsterisk:
    """``PhoneSystem`` of which each event is lost with the probability ``loss``."""

    def __init__(self, chance: random.Random, loss: float, deliver: Callable[[e.Event], None]) -> None:
        self.chance = chance
        self.loss = loss
        self.lost = 0
        self._deliver = deliver
        self.arrived: dict[ChannelId, e.Arrived] = {}
        self.legs: dict[ChannelId, bool] = {}
        """leg → whether it was answered."""

    def call(self, channel: ChannelId, patience: float) -> None:
        """Somebody calls, presses 1, and hangs up after so many seconds."""
        contact = contact_of_caller(channel)
        arrived = e.Arrived(
            contact=contact, at=clock(), channel=channel, caller="13800138000", caller_name="", dialled="4001"
        )
        self.arrived[channel] = arrived
        self._tell(arrived)
        for seconds in (2.0, 4.0, 6.0):
            pressed = e.DigitPressed(contact=contact, at=clock() + seconds, channel=channel, digit="1")
            self._later(seconds, self._tell, pressed)
        self._later(patience, self._caller_leaves, channel)

    async def perform(self, contact: ContactId, command: c.PhoneCommand) -> None:
        await asyncio.sleep(0.002)
        match command:
            case c.Ring(leg=leg):
                self.legs[leg] = False
                self._later(0.05, self._tell, e.AgentRang(contact=contact, at=clock(), leg=leg))
                self._later(self.chance.uniform(1.0, 25.0), self._answers, leg)
            case c.HangUp(channel=channel) if channel in self.legs:
                self._leg_ends(channel)
            case c.HangUp(channel=channel) | c.GoToFallback(channel=channel):
                self._caller_leaves(channel)
            case c.Play(playback=playback):
                finished = e.PromptFinished(contact=contact, at=clock(), playback=playback)
                self._later(1.0, self._tell, finished)
            case _:
                pass

    async def observe(self, playing: Collection[PlaybackId] = ()) -> Mapping[ContactId, e.Observed]:
        await asyncio.sleep(0.01)
        found: dict[ContactId, set[ChannelId]] = {}
        for channel in self.arrived:
            found.setdefault(contact_of_caller(channel), set()).add(channel)
        for leg in self.legs:
            found.setdefault(owner(leg), set()).add(leg)
        answered = frozenset(leg for leg, picked_up in self.legs.items() if picked_up)
        return {
            contact: e.Observed(
                channels=frozenset(channels), answered=answered & channels, bridged=answered & channels
            )
            for contact, channels in found.items()
        }

    async def callers(self) -> Mapping[ContactId, e.Arrived]:
        return {arrived.contact: arrived for arrived in self.arrived.values()}

    def events(self) -> AsyncIterator[e.Event]:
        raise NotImplementedError

    def _answers(self, leg: ChannelId) -> None:
        if leg in self.legs:
            self.legs[leg] = True
            self._tell(e.AgentAnswered(contact=owner(leg), at=clock(), leg=leg))
            self._later(self.chance.uniform(2.0, 15.0), self._leg_ends, leg)

    def _leg_ends(self, leg: ChannelId) -> None:
        answered = self.legs.pop(leg, None)
        if answered is None or not is_agent_leg(leg):
            return
        if answered:
            self._tell(e.AgentLeft(contact=owner(leg), at=clock(), leg=leg, cause=Cause.NORMAL))
        else:
            self._tell(e.AgentRefused(contact=owner(leg), at=clock(), leg=leg, cause=Cause.GONE))

    def _caller_leaves(self, channel: ChannelId) -> None:
        arrived = self.arrived.pop(channel, None)
        if arrived is not None:
            left = e.CallerLeft(contact=arrived.contact, at=clock(), channel=channel, cause=Cause.NORMAL)
            self._tell(left)

    def _tell(self, event: e.Event) -> None:
        if self.chance.random() < self.loss:
            self.lost += 1
        else:
            self._deliver(event)

    def _later(self, seconds: float, act: Callable[..., None], *told: object) -> None:
        asyncio.get_running_loop().call_later(seconds, act, *told)
