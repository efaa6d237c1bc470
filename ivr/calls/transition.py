"""A transition: the phase an event leads to, and what is to be done on the way."""

import msgspec

from ivr.calls.phases import Phase
from ivr.telephony.commands import Command


class Transition(msgspec.Struct, frozen=True):
    """What ``advance`` answers.  The phase is saved before the commands are performed."""

    phase: Phase
    commands: tuple[Command, ...] = ()


def stay(phase: Phase) -> Transition:
    """Nothing changes: the event was stale, repeated or none of this phase's business."""
    return Transition(phase)
