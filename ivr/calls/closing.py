"""The house closes: who speaks with somebody may finish, every other caller goes to the fallback."""

from collections.abc import Callable

from msgspec.structs import replace

from ivr.calls.leaving import hang_up
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
from ivr.telephony.commands import CloseRecording, GoToFallback, StopPlayback
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
    left = leave(phase, CallerLeft(contact=event.contact, at=event.at, channel=channel, cause=Cause.NORMAL))
    over = left.phase
    if over.contact.internal:
        # An agent who waits for a colleague is no caller of the fallback's.
        given_back = (one for one in left.commands if not isinstance(one, CloseRecording))
        return hang_up(over.contact, Outcome.INTERNAL, event.at, tuple(given_back))
    if isinstance(over, Ended) and not over.contact.talks:
        over = replace(over, outcome=Outcome.FALLBACK)
    return Transition(over, (*_hush(phase), *left.commands, GoToFallback(channel)))


def _hush(phase: Phase) -> tuple[StopPlayback, ...]:
    """A prompt would be heard to its end before its caller went."""
    if isinstance(phase, InDialplan) and phase.position.playing:
        return (StopPlayback(phase.position.playing),)
    return ()
