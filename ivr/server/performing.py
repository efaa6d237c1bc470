"""Performing: each command goes to whom it is for."""

from collections.abc import Callable
from typing import Protocol, assert_never

from ivr.server.queueing import Queueing
from ivr.telephony.commands import (
    ChangeAgent,
    CloseRecording,
    Command,
    Dequeue,
    Enqueue,
    MarkRinging,
    OpenRecording,
    PhoneCommand,
    ReleaseMissed,
    ReleaseToWrapUp,
    SaveAnswer,
    Seat,
)
from ivr.telephony.events import AgentChanged, Event
from ivr.telephony.ids import ContactId
from ivr.telephony.port import PhoneSystem


class Recorder(Protocol):
    """Finishes recordings."""

    def close(self, contact: ContactId, talk_seconds: float) -> None:
        """Begin to finish the contact's recording, which should be ``talk_seconds`` long."""


class Shifts(Protocol):
    """Carries agents' wishes out."""

    def change(self, agent: str, code: str) -> str:
        """Sign the agent in or out, or make him ready or paused; answers what he is told then."""


class Performing:
    """Carries commands out; what becomes of them comes back as events."""

    def __init__(
        self,
        phones: PhoneSystem,
        queueing: Queueing,
        recorder: Recorder,
        shifts: Shifts,
        deliver: Callable[[Event], None],
        clock: Callable[[], float],
    ) -> None:
        self._phones = phones
        self._queueing = queueing
        self._recorder = recorder
        self._shifts = shifts
        self._deliver = deliver
        self._clock = clock

    async def perform(self, contact: ContactId, command: Command) -> None:
        """Carry one command out.

        ``SaveAnswer`` and ``OpenRecording`` are done already: the journal stores them in the very
        transaction that stores the phase.
        """
        match command:
            case Enqueue() | Dequeue() | MarkRinging() | Seat() | ReleaseMissed() | ReleaseToWrapUp():
                self._queueing.perform(command)
            case ChangeAgent(agent=agent, code=code):
                state = self._shifts.change(agent, code)
                self._deliver(AgentChanged(contact=contact, at=self._clock(), agent=agent, state=state))
            case CloseRecording(talk_seconds=seconds):
                self._recorder.close(contact, seconds)
            case SaveAnswer() | OpenRecording():
                return
            case _ if isinstance(command, PhoneCommand):
                await self._phones.perform(contact, command)
            case _:
                assert_never(command)
