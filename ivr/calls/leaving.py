"""The end of a contact: telling the line to end, and what remains to be done when it has."""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Ended, Leaving
from ivr.calls.transition import Transition, stay
from ivr.telephony.commands import CloseRecording, Command, DiscardRecording, GoToFallback, HangUp
from ivr.telephony.events import CallerLeft, Event, Resynced, TimedOut

SECONDS_TO_LEAVE = 5.0
"""After this long without word of the line's end it is hung up again."""

TIMES_TO_HANG_UP = 12
"""A line of whose end there is no word after that many times is gone, and the word of it lost."""


def hang_up(contact: Contact, outcome: str, at: float, before: tuple[Command, ...] = ()) -> Transition:
    """Do ``before``, then end the caller's line.  A contact in which an agent spoke was answered."""
    phase = Leaving(contact=contact, outcome=_word(contact, outcome), until=at + SECONDS_TO_LEAVE)
    return Transition(phase, (*before, HangUp(contact.channel)))


def over(contact: Contact, outcome: str, at: float, before: tuple[Command, ...] = ()) -> Transition:
    """Do ``before``; the caller is gone and the contact ends."""
    ended = Ended(contact=contact, outcome=_word(contact, outcome), at=at)
    return Transition(ended, (*before, _closed(contact, at)))


def _closed(contact: Contact, at: float) -> Command:
    if contact.kept is False:
        return DiscardRecording()
    return CloseRecording(0.0 if contact.internal else contact.heard_seconds(at))


def _word(contact: Contact, outcome: str) -> str:
    if contact.internal:
        return Outcome.INTERNAL
    return Outcome.ANSWERED if contact.talks else outcome


def to_fallback(contact: Contact, at: float, before: tuple[Command, ...] = ()) -> Transition:
    """Do ``before``; what the contact needs is missing, and the extensions' fallback serves the caller.

    An agent who called somebody himself is no caller of the centre's, and his call ends.
    """
    if contact.internal:
        return hang_up(contact, Outcome.INTERNAL, at, before)
    return over(contact, Outcome.FALLBACK, at, (*before, GoToFallback(contact.channel)))


def advance_leaving(phase: Leaving, event: Event) -> Transition:
    """The line's end is awaited; nothing else matters any more."""
    match event:
        case CallerLeft():
            return over(phase.contact, phase.outcome, event.at)
        case TimedOut(until=phase.until) if phase.times >= TIMES_TO_HANG_UP:
            return over(phase.contact, phase.outcome, event.at)
        case TimedOut(until=phase.until) | Resynced():
            again = replace(phase, until=event.at + SECONDS_TO_LEAVE, times=phase.times + 1)
            return Transition(again, (HangUp(phase.contact.channel),))
        case _:
            return stay(phase)
