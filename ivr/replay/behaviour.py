"""Behaviour: what a past caller did, and what he met, apart from the dialplan that he met it in."""

from collections.abc import Iterable

import msgspec

from ivr.calls.phases import Dialling, InDialplan, Phase, Ringing, Waiting
from ivr.replay.replaying import Replayed
from ivr.telephony import events as e


class Key(msgspec.Struct, frozen=True):
    """He pressed a key (``at``: epoch seconds)."""

    digit: str
    at: float


class Silence(msgspec.Struct, frozen=True):
    """He was asked for something, and let the time pass."""


class HungUp(msgspec.Struct, frozen=True):
    """He hung up."""


class NobodyCame(msgspec.Struct, frozen=True):
    """He waited in line, or for a number, in vain, and was led on."""


class Told(msgspec.Struct, frozen=True):
    """Something outside of telephony answered: a business system, the directory, a check of a secret."""

    event: e.Event


Deed = Key | Silence | HungUp | NobodyCame | Told

_OUTSIDE = (
    e.CustomerFound,
    e.Fetched,
    e.FetchFailed,
    e.Notified,
    e.NotifyFailed,
    e.MessageRecorded,
    e.MessageFailed,
    e.SecretBegun,
    e.SecretCollected,
    e.SecretChecked,
)


def behaviour(steps: Iterable[Replayed]) -> tuple[Deed, ...]:
    """What the caller did until he met somebody, in order; what happens in talks and surveys is left out."""
    found = (_deed(step.before, step.event, step.transition.phase) for step in steps)
    return tuple(deed for deed in found if deed is not None)


def _deed(before: Phase | None, event: e.Event, after: Phase) -> Deed | None:
    match before, event:
        case InDialplan(contact=contact), e.DigitPressed(channel=channel, digit=digit):
            return Key(digit, event.at) if channel == contact.channel else None
        case InDialplan(position=position), e.TimedOut(until=until) if until == position.until:
            return None if position.awaiting else Silence()
        case ((InDialplan() | Waiting() | Ringing() | Dialling()), e.CallerLeft()):
            return HungUp()
        case ((Waiting() | Ringing() | Dialling()), _) if isinstance(after, InDialplan):
            return NobodyCame()
        case _ if isinstance(event, _OUTSIDE):
            return Told(event)
        case _:
            return None
