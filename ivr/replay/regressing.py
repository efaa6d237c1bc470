"""Regressing: a past caller's behaviour in other dialplans, and where it would end there.

Both the old and the new dialplans are walked in the same way, by the pure core in virtual time: prompts are
heard to their end, keys come as they came, silence passes, and what business systems told is told again in
its order.  So a difference is the dialplans', not the walk's.
"""

from collections import deque
from collections.abc import Iterable
from typing import Literal

import msgspec

from ivr.calls.advance import advance, begin
from ivr.calls.phases import (
    Announcing,
    Dialling,
    Ended,
    InDialplan,
    Informing,
    Leaving,
    Phase,
    Ringing,
    Waiting,
)
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.replay.behaviour import Deed, HungUp, Key, NobodyCame, Silence, Told
from ivr.telephony import events as e
from ivr.telephony.ids import ContactId, EffectKey, SecretHandle

MOST_STEPS = 500
"""A walk that is longer goes in circles."""

SECONDS_A_PROMPT = 3.0

Kind = Literal["queue", "number", "outcome", "hung_up", "waits", "lost"]


class Ending(msgspec.Struct, frozen=True, order=True):
    """Where a walk ended: in a queue, at a number, with an outcome, at a node.

    ``hung_up``: he hung up there; ``waits``: he is asked there for what he never gave; ``lost``: it cannot be
    told how it goes on.
    """

    kind: Kind
    name: str

    def told(self) -> Message:
        """The ending in words."""
        match self.kind:
            case "queue":
                return Message(f"队列 {self.name}", f"queue {self.name}")
            case "number":
                return Message(f"号码 {self.name}", f"number {self.name}")
            case "outcome":
                return Message(f"结束（{self.name}）", f"over ({self.name})")
            case "hung_up":
                return Message(f"在 {self.name} 挂机", f"hung up at {self.name}")
            case "waits":
                return Message(
                    f"停在 {self.name}，等他没有按过的键", f"waits at {self.name} for a key he never pressed"
                )
            case "lost":
                return Message(
                    f"在 {self.name} 之后无从得知", f"nobody knows how it goes on after {self.name}"
                )


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """Callers who ended in one place and would now end in another: how many, and one of them."""

    before: Ending
    after: Ending
    count: int
    example: ContactId


def walked(arrived: e.Arrived, deeds: Iterable[Deed], edition: Edition) -> Ending:
    """Where a caller who arrived so and did these things ends in this edition."""
    left = deque(deeds)
    at, phase = arrived.at, begin(arrived, edition).phase
    for _ in range(MOST_STEPS):
        happened = _next(phase, left, at)
        if isinstance(happened, Ending):
            return happened
        at = happened.at
        phase = advance(phase, happened, edition).phase
    return Ending("lost", _node(phase))


def summed(moved: Iterable[tuple[ContactId, Ending, Ending]]) -> tuple[Moved, ...]:
    """Callers with the same two endings together, the most first."""
    found: dict[tuple[Ending, Ending], Moved] = {}
    for contact, before, after in moved:
        if before != after:
            known = found.get((before, after))
            count, example = (known.count + 1, known.example) if known else (1, contact)
            found[before, after] = Moved(before=before, after=after, count=count, example=example)
    return tuple(sorted(found.values(), key=lambda one: (-one.count, one.before, one.after)))


def _next(phase: Phase, left: deque[Deed], at: float) -> e.Event | Ending:
    """What happens next to the caller, or where his walk ends."""
    contact = phase.contact.id
    match phase:
        case Informing(playback=playback):
            return e.PromptFinished(contact=contact, at=at + SECONDS_A_PROMPT, playback=playback)
        case InDialplan():
            return _in_dialplan(phase, left, at)
        case Waiting(queue=queue, until=until):
            return _in_vain(phase, left, until) or Ending("queue", queue)
        case Ringing(waiting=waiting):
            return Ending("queue", waiting.queue)
        case Dialling(until=until):
            return _in_vain(phase, left, until) or Ending("number", _node(phase))
        case Ended(outcome=outcome) | Leaving(outcome=outcome) | Announcing(outcome=outcome):
            return Ending("outcome", outcome)
        case _:
            return Ending("lost", type(phase).__name__)


def _in_dialplan(phase: InDialplan, left: deque[Deed], at: float) -> e.Event | Ending:
    contact, position = phase.contact.id, phase.position
    if left and isinstance(left[0], Told) and isinstance(left[0].event, e.CustomerFound):
        return _told(left.popleft(), position.awaiting, at)
    if position.playing is not None:
        return e.PromptFinished(contact=contact, at=at + SECONDS_A_PROMPT, playback=position.playing)
    if position.awaiting is not None:
        if (answer := _taken(left, Told)) is not None:
            return _told(answer, position.awaiting, at)
        return Ending("lost", _node(phase))
    if position.until is None:
        return Ending("lost", _node(phase))
    match _taken(left, Key, Silence, HungUp):
        case Key(digit=digit, at=pressed):
            channel = phase.contact.channel
            return e.DigitPressed(contact=contact, at=max(at + 0.1, pressed), channel=channel, digit=digit)
        case Silence():
            return e.TimedOut(contact=contact, at=position.until, until=position.until)
        case HungUp():
            return Ending("hung_up", _node(phase))
        case _:
            return Ending("waits", _node(phase))


def _in_vain(phase: Phase, left: deque[Deed], until: float) -> e.Event | None:
    """The end of a wait, if the caller waited in vain then too."""
    if not left or not isinstance(left[0], NobodyCame):
        return None
    left.popleft()
    return e.TimedOut(contact=phase.contact.id, at=until, until=until)


def _taken(left: deque[Deed], *kinds: type[Deed]) -> Deed | None:
    """The next deed of these kinds; what comes before it does not fit in here, and is passed over."""
    while left:
        deed = left.popleft()
        if isinstance(deed, kinds):
            return deed
    return None


def _told(deed: Deed, awaited: str | None, at: float) -> e.Event:
    """The answer of then, to the question of now."""
    assert isinstance(deed, Told)
    event = msgspec.structs.replace(deed.event, at=at)
    if awaited is None:
        return event
    if isinstance(event, e.SecretBegun | e.SecretCollected | e.SecretChecked):
        return msgspec.structs.replace(event, handle=SecretHandle(awaited))
    return msgspec.structs.replace(event, key=EffectKey(awaited))


def _node(phase: Phase) -> str:
    position = getattr(phase, "position", None)
    return f"{position.dialplan}.{position.node}" if position is not None else type(phase).__name__
