"""Reporting: which lines of queue_log a contact's steps and an agent's changes are worth."""

from collections.abc import Callable

import routing
from ivr.asterisk.ami.queue_log import (
    AgentMissed,
    AgentPaused,
    AgentSignedIn,
    AgentSignedOut,
    AgentUnpaused,
    CallAbandoned,
    CallCompleted,
    CallConnected,
    CallEntered,
    CallHandedOver,
    CallTimedOut,
    CallTransferred,
    Happening,
)
from ivr.calls.contact import Talk
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Consulting, Dialling, Ended, InDialplan, Phase, Ringing, Talking, Waiting
from ivr.calls.stretches import goes_on
from ivr.calls.talks import begun, finished
from ivr.telephony.events import CallerLeft, Event, TransferAsked
from ivr.telephony.ids import AgentId, ContactId, PlaceId
from ivr.telephony.numbers import NumberingPlan, national

Position = Callable[[PlaceId], int | None]

CONTEXT = "switchroom"
"""What stands for Asterisk's context in the line of a blind transfer."""


class Reporting:
    """Tells the happenings for queue_log; remembers where each caller began to wait."""

    def __init__(
        self, position: Position, numbering: Callable[[], NumberingPlan], write: Callable[[Happening], None]
    ) -> None:
        self._position = position
        self._numbering = numbering
        self._write = write
        self._entered_at: dict[ContactId, int] = {}
        self._standings: dict[str, routing.AgentStanding] = {}
        self._signed_in_at: dict[str, float] = {}

    def step(self, before: Phase | None, event: Event, after: Phase) -> None:
        """A contact went from one phase to the next, and the commands for that have been carried out.

        An agent's call to a colleague is no line: it belongs to no queue.
        """
        if after.contact.calls_a_colleague():
            return
        earlier = before.contact if before is not None else None
        for talk in finished(earlier, after.contact):
            self._complete(talk, before, event, after)
        waiting, awaited = _waiting(before), _waiting(after)
        if awaited is not None and (waiting is None or not goes_on(waiting, awaited)):
            self._enter(awaited)
        for talk in begun(earlier, after.contact):
            self._connect(talk, before, after)
        match before, after:
            case Ringing(), Waiting():
                self._miss(before, event.at)
            case Ringing(), Dialling():
                self._miss(before, event.at)
                self._leave(CallTimedOut, before, event.at)
            case Waiting() | Ringing(), Ended(outcome=Outcome.FALLBACK):
                self._leave(CallTimedOut, before, event.at)
            case Waiting() | Ringing(), Ended():
                self._leave(CallAbandoned, before, event.at)
            case Waiting(), _ if not isinstance(after, Waiting | Ringing | Talking):
                self._leave(CallTimedOut, before, event.at)
            case _:
                pass
        if isinstance(after, Ended):
            self._entered_at.pop(after.contact.id, None)

    def recall(self, standing: routing.AgentStanding, signed_in_at: float) -> None:
        """How an agent stood before a restart: what was written then is not written again."""
        self._standings[standing.agent] = standing
        if standing.signed_in:
            self._signed_in_at[standing.agent] = signed_in_at

    def began(self, contact: ContactId, position: int) -> None:
        """Where a contact of an earlier life began to wait; what is known already stays."""
        self._entered_at.setdefault(contact, position)

    def standing(self, now: routing.AgentStanding, queues: tuple[str, ...], at: float) -> None:
        """An agent stands differently; ``queues`` are those whose calls he can take."""
        agent, before = AgentId(now.agent), self._standings.get(now.agent)
        self._standings[now.agent] = now
        signed_in, paused = (before.signed_in, before.reason) if before else (False, None)
        if now.signed_in and not signed_in:
            self._signed_in_at[agent] = at
            self._write(AgentSignedIn(agent, queues))
        if signed_in and not now.signed_in:
            self._write(AgentSignedOut(agent, queues, at - self._signed_in_at.pop(agent, at)))
        if now.signed_in and now.reason and now.reason != paused:
            self._write(AgentPaused(agent, queues, now.reason))
        if now.signed_in and paused and not now.reason:
            self._write(AgentUnpaused(agent, queues))

    def _enter(self, phase: Waiting) -> None:
        position = self._position(phase.place) or 1
        self._entered_at[phase.contact.id] = position
        caller = national(phase.contact.caller, self._numbering())
        self._write(CallEntered(phase.queue, phase.contact.channel, caller, position))

    def _first(self, phase: Phase) -> int:
        return self._entered_at.get(phase.contact.id, 1)

    def _connect(self, talk: Talk, before: Phase | None, after: Phase) -> None:
        rang = max(0.0, talk.since - before.rang_at) if isinstance(before, Ringing) else 0.0
        waited = talk.since - talk.queued_at
        self._write(CallConnected(talk.queue, after.contact.channel, talk.agent, waited, talk.leg, rang))

    def _miss(self, before: Ringing, at: float) -> None:
        rang = max(0.0, at - before.rang_at)
        self._write(AgentMissed(before.waiting.queue, before.contact.channel, before.agent, rang))

    def _leave(
        self, kind: type[CallAbandoned] | type[CallTimedOut], before: Waiting | Ringing, at: float
    ) -> None:
        waiting = before.waiting if isinstance(before, Ringing) else before
        position = self._position(waiting.place) or 1
        channel, first = before.contact.channel, self._first(before)
        self._write(kind(waiting.queue, channel, position, first, at - waiting.since))

    def _complete(self, talk: Talk, before: Phase | None, event: Event, after: Phase) -> None:
        channel, waited, talked = after.contact.channel, talk.since - talk.queued_at, talk.seconds()
        first = self._first(after)
        match before:
            case Consulting(met=True, bridge=bridge) if not isinstance(event, CallerLeft):
                met = CallHandedOver(talk.queue, channel, talk.agent, bridge, waited, talked, first)
                return self._write(met)
            case Talking() | Consulting() if target := _target(event, after):
                sent = CallTransferred(
                    talk.queue, channel, talk.agent, target, CONTEXT, waited, talked, first
                )
                return self._write(sent)
            case _:
                by_agent = not isinstance(event, CallerLeft)
                self._write(CallCompleted(talk.queue, channel, talk.agent, waited, talked, first, by_agent))


def _target(event: Event, after: Phase) -> str:
    """Whereto the agent sent the caller; empty when he did not."""
    if isinstance(event, TransferAsked):
        return event.target
    match after:
        case Waiting(named=named, queue=queue) | Ringing(waiting=Waiting(named=named, queue=queue)):
            return named or queue
        case Dialling():
            return "outside"
        case InDialplan(position=position):
            return position.dialplan
        case _:
            return ""


def _waiting(phase: Phase | None) -> Waiting | None:
    match phase:
        case Waiting():
            return phase
        case Ringing(waiting=waiting):
            return waiting
        case _:
            return None
