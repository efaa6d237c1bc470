"""Stretches: a contact's waits, talks and missed offers, each told once, by the step that ends it."""

from typing import Literal

import msgspec

from ivr.calls.contact import Talk
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Dialling, Ended, InDialplan, Phase, Ringing, Talking, Waiting
from ivr.calls.talks import finished
from ivr.telephony.events import Event
from ivr.telephony.ids import AgentId, PlaceId

WaitEnd = Literal["answered", "abandoned", "timed_out"]
"""How a wait ended: with a talk, by the caller, or by a way out of the queue."""


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """One wait in a queue, over the offers in it.

    ``since`` and ``until`` are epoch seconds; ``agent`` is who answered, empty when nobody did.
    """

    place: PlaceId
    queue: str
    since: float
    until: float
    end: WaitEnd
    agent: AgentId = AgentId("")

    def seconds(self) -> float:
        """How long it lasted."""
        return self.until - self.since


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """One offer that an agent did not take; ``at`` is when it was given up (epoch seconds)."""

    agent: AgentId
    queue: str
    at: float
    rang_seconds: float


Stretch = Wait | Talk | Missed


def ended_by(before: Phase | None, event: Event, after: Phase) -> tuple[Stretch, ...]:
    """What a step has ended; nothing for an agent's call to a colleague."""
    if after.contact.calls_a_colleague():
        return ()
    talks = finished(before.contact if before is not None else None, after.contact)
    return (*_missed(before, event, after), *_waits(before, event, after), *talks)


def goes_on(before: Waiting, after: Waiting) -> bool:
    """Whether it is one wait, though now for one agent alone and now for anybody."""
    one_alone = before.named is not None or after.named is not None
    return before.place == after.place or (one_alone and before.queue == after.queue)


def _waits(before: Phase | None, event: Event, after: Phase) -> tuple[Wait, ...]:
    waiting = before.waiting if isinstance(before, Ringing) else before
    end = _end(waiting, after) if isinstance(waiting, Waiting) else None
    if not isinstance(waiting, Waiting) or end is None:
        return ()
    wait = Wait(
        place=waiting.place,
        queue=waiting.queue,
        since=waiting.began(),
        until=event.at,
        end=end,
        agent=after.agent if isinstance(after, Talking) else AgentId(""),
    )
    return (wait,)


def _end(waiting: Waiting, after: Phase) -> WaitEnd | None:
    """How the wait ended; None: it goes on."""
    match after:
        case Talking():
            return "answered"
        case Ended(outcome=Outcome.FALLBACK) | InDialplan() | Dialling():
            return "timed_out"
        case Ended():
            return "abandoned"
        case Waiting() if not goes_on(waiting, after):
            return "timed_out"
        case _:
            return None


def _missed(before: Phase | None, event: Event, after: Phase) -> tuple[Missed, ...]:
    match before, after:
        case Ringing(waiting=waiting, agent=agent, rang_at=rang_at), _ if _unanswered(waiting, after):
            rang = max(0.0, event.at - rang_at)
            return (Missed(agent=agent, queue=waiting.queue, at=event.at, rang_seconds=rang),)
        case _:
            return ()


def _unanswered(waiting: Waiting, after: Phase) -> bool:
    """Whether who rang did not take the call: it waits on, or is sent where his telephone wanted it."""
    return isinstance(after, Dialling) or (isinstance(after, Waiting) and goes_on(waiting, after))
