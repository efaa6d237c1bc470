"""The house closes: who speaks with somebody may finish, every other caller goes to the fallback."""

from collections.abc import Callable

from msgspec.structs import replace

from ivr.calls.outcomes import Outcome
from ivr.calls.phases import (
    Dialling,
    Ended,
    InDialplan,
    Informing,
    Introducing,
    Parked,
    Phase,
    Ringing,
    Waiting,
)
from ivr.calls.transition import Transition, stay
from ivr.telephony.causes import Cause
from ivr.telephony.commands import Command, GoToFallback, HangUp, StopPlayback
from ivr.telephony.events import CallerLeft, HouseCloses

Advance = Callable[[Phase, CallerLeft], Transition]


def close(phase: Phase, event: HouseCloses, leave: Advance) -> Transition:
    """Give the caller to the fallback, and everything that was his back as if he had left (``leave``)."""
    # Who is being introduced to his agent speaks with him in a moment.
    if isinstance(phase, Introducing) or not isinstance(
        phase, Informing | InDialplan | Waiting | Ringing | Dialling | Parked
    ):
        return stay(phase)
    channel = phase.contact.channel
    # An agent who waits for a colleague is no caller of the fallback's.
    onward: Command = HangUp(channel) if phase.contact.internal else GoToFallback(channel)
    left = leave(phase, CallerLeft(contact=event.contact, at=event.at, channel=channel, cause=Cause.NORMAL))
    over = left.phase
    if isinstance(over, Ended) and not over.contact.talks and not over.contact.internal:
        over = replace(over, outcome=Outcome.FALLBACK)
    return Transition(over, (*_hush(phase), *left.commands, onward))


def _hush(phase: Phase) -> tuple[StopPlayback, ...]:
    """A prompt would be heard to its end before its caller went."""
    if isinstance(phase, InDialplan) and phase.position.playing:
        return (StopPlayback(phase.position.playing),)
    return ()
