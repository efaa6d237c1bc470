"""Performing: each command goes to whom it is for."""

from collections.abc import Awaitable, Callable
from typing import Protocol, assert_never

from ivr.server.queueing import Queueing
from ivr.server.shifts import Told
from ivr.telephony.causes import Cause
from ivr.telephony.commands import (
    ChangeAgent,
    CheckPin,
    CloseRecording,
    CollectSecret,
    Command,
    Dequeue,
    Dial,
    DiscardRecording,
    EffectCommand,
    Enqueue,
    FindPin,
    FindReachable,
    FindTalk,
    ForgetSecret,
    MarkRinging,
    MuteRecording,
    OpenRecording,
    PhoneCommand,
    ReleaseMissed,
    ReleaseToWrapUp,
    SaveAnswer,
    SaveAudit,
    Seat,
    Take,
    TurnAway,
    Visit,
)
from ivr.telephony.events import AgentChanged, CommandFailed, Event, NumberRefused, TurnedAway
from ivr.telephony.ids import ChannelId, ContactId, contact_of_caller
from ivr.telephony.port import PhoneSystem


class Recorder(Protocol):
    """Finishes recordings."""

    def close(self, contact: ContactId, talk_seconds: float) -> None:
        """Begin to finish the contact's recording, which should be ``talk_seconds`` long."""

    def discard(self, contact: ContactId) -> None:
        """Begin to remove what was written of the contact."""


class Shifts(Protocol):
    """Carries agents' wishes out."""

    def change(self, agent: str, code: str, reason: str = "") -> Told:
        """Sign the agent in or out, or make him ready or paused; answers what he is told then."""


class Prover(Protocol):
    """Asks agents for their PINs."""

    async def perform(
        self, contact: ContactId, command: FindPin | CollectSecret | ForgetSecret | CheckPin
    ) -> None:
        """Carry one command out; what becomes of it is told by events."""


class Finder(Protocol):
    """Looks up what a contact has to know of others."""

    def perform(self, contact: ContactId, command: FindTalk | FindReachable) -> None:
        """Look it up and tell it by an event."""


class Host(Protocol):
    """Finds who takes agents' own calls in."""

    def visit(self, visitor: ContactId, visit: Visit) -> None:
        """Ask for the agent; the answer is an event."""


class Effector(Protocol):
    """Does what is to be done outside telephony."""

    def perform(self, contact: ContactId, command: EffectCommand) -> None:
        """Begin it; what becomes of it is told by an event."""


class Performing:
    """Carries commands out; what becomes of them comes back as events."""

    def __init__(
        self,
        phones: PhoneSystem,
        queueing: Queueing,
        recorder: Recorder,
        shifts: Shifts,
        prover: Prover,
        finder: Finder,
        hosting: Host,
        effects: Effector,
        deliver: Callable[[Event], None],
        clock: Callable[[], float],
        muting: Callable[[ChannelId, bool], Awaitable[str | None]],
        admits: Callable[[Dial], bool] = lambda dial: True,
    ) -> None:
        self._phones = phones
        self._queueing = queueing
        self._recorder = recorder
        self._shifts = shifts
        self._prover = prover
        self._finder = finder
        self._hosting = hosting
        self._effects = effects
        self._deliver = deliver
        self._clock = clock
        self._muting = muting
        self._admits = admits

    async def perform(self, contact: ContactId, command: Command) -> None:
        """Carry one command out.

        ``SaveAnswer``, ``SaveAudit`` and ``OpenRecording`` are done already: the journal stores them in the
        very transaction that stores the phase.
        """
        match command:
            case (
                Enqueue() | Dequeue() | MarkRinging() | Seat() | Take() | ReleaseMissed() | ReleaseToWrapUp()
            ):
                self._queueing.perform(command)
            case Visit():
                self._hosting.visit(contact, command)
            case TurnAway(channel=channel):
                self._deliver(TurnedAway(contact=contact_of_caller(channel), at=self._clock()))
            case ChangeAgent():
                self._change(contact, command)
            case FindPin() | CollectSecret() | ForgetSecret() | CheckPin():
                await self._prover.perform(contact, command)
            case CloseRecording(talk_seconds=seconds):
                self._recorder.close(contact, seconds)
            case DiscardRecording():
                self._recorder.discard(contact)
            case MuteRecording(channel=channel, muted=muted):
                await self._mute(contact, channel, muted)
            case FindTalk() | FindReachable():
                self._finder.perform(contact, command)
            case SaveAnswer() | SaveAudit() | OpenRecording():
                return
            case Dial(leg=leg) if not self._admits(command):
                self._deliver(NumberRefused(contact=contact, at=self._clock(), leg=leg, cause=Cause.DECLINED))
            case _ if isinstance(command, EffectCommand):
                self._effects.perform(contact, command)
            case _ if isinstance(command, PhoneCommand):
                await self._phones.perform(contact, command)
            case _:
                assert_never(command)

    async def _mute(self, contact: ContactId, channel: ChannelId, muted: bool) -> None:
        reason = await self._muting(channel, muted)
        if reason is not None:
            name = MuteRecording.__name__
            self._deliver(
                CommandFailed(contact=contact, at=self._clock(), command=name, about=channel, reason=reason)
            )

    def _change(self, contact: ContactId, command: ChangeAgent) -> None:
        told = self._shifts.change(command.agent, command.code, command.reason)
        changed = AgentChanged(
            contact=contact,
            at=self._clock(),
            agent=command.agent,
            state=told.sentence,
            reason=told.reason,
            waiting=told.waiting,
        )
        self._deliver(changed)
