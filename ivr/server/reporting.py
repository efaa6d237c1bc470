"""Reporting: which lines of queue_log a contact's steps and an agent's changes are worth."""

from collections.abc import Callable, Iterable

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
    CallTimedOut,
    CallTransferred,
    Happening,
)
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Ended, Phase, Ringing, Talking, Waiting
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
        """A contact went from one phase to the next, and the commands for that have been carried out."""
        waiting = _waiting(before)
        if isinstance(after, Waiting) and (waiting is None or waiting.place != after.place):
            self._enter(after)
        match before, after:
            case Ringing(), Talking():
                self._connect(before, after)
            case Ringing(), Waiting():
                self._miss(before, event.at)
            case Waiting() | Ringing(), Ended(outcome=Outcome.FALLBACK):
                self._leave(CallTimedOut, before, event.at)
            case Waiting() | Ringing(), Ended():
                self._leave(CallAbandoned, before, event.at)
            case Waiting(), _ if not isinstance(after, Waiting | Ringing):
                self._leave(CallTimedOut, before, event.at)
            case Talking(), _ if not isinstance(after, Talking):
                self._complete(before, event, after)
            case _:
                pass
        if isinstance(after, Ended):
            self._entered_at.pop(after.contact.id, None)

    def recall(self, standings: Iterable[routing.AgentStanding]) -> None:
        """How agents stood before a restart: what was written then is not written again.

        A shift counts from the last change of its agent's state, the earliest that is known of it.
        """
        for standing in standings:
            self._standings[standing.agent] = standing
            if standing.signed_in:
                self._signed_in_at[standing.agent] = standing.since

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

    def _connect(self, before: Ringing, after: Talking) -> None:
        talk = after.contact.talks[-1]
        rang = talk.since - before.rang_at
        waited = talk.since - talk.queued_at
        self._write(CallConnected(talk.queue, after.contact.channel, after.agent, waited, after.leg, rang))

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

    def _complete(self, before: Talking, event: Event, after: Phase) -> None:
        if len(after.contact.talks) < len(before.contact.talks):
            return  # they were never brought together, so there was no talk
        talk, channel = after.contact.talks[-1], after.contact.channel
        waited, talked, first = talk.since - talk.queued_at, talk.seconds(), self._first(before)
        if isinstance(event, TransferAsked):
            target = event.target
            self._write(
                CallTransferred(talk.queue, channel, talk.agent, target, CONTEXT, waited, talked, first)
            )
            return
        by_agent = not isinstance(event, CallerLeft)
        self._write(CallCompleted(talk.queue, channel, talk.agent, waited, talked, first, by_agent))


def _waiting(phase: Phase | None) -> Waiting | None:
    match phase:
        case Waiting():
            return phase
        case Ringing(waiting=waiting):
            return waiting
        case _:
            return None
