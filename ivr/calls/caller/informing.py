"""Informing: the caller hears that he may be monitored or recorded, before anybody hears him."""

from msgspec.structs import replace

from ivr.calls.caller.walking import enter
from ivr.calls.contact import Contact
from ivr.calls.leaving import over
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Informing
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Command, MarkInformed, Play, StopPlayback
from ivr.telephony.events import (
    CallerLeft,
    Event,
    PromptFailed,
    PromptFinished,
    Resynced,
    TimedOut,
)
from ivr.telephony.ids import playback_of
from ivr.telephony.prompts import Prompt

SECONDS_TO_INFORM = 60.0
"""No notice is longer; after this the dialplan begins without word of its end."""


def inform(
    contact: Contact, notice: Prompt, dialplan: str, at: float, before: tuple[Command, ...]
) -> Transition:
    """Do ``before``, say the notice, then let the caller begin the dialplan of that name."""
    number = contact.plays + 1
    phase = Informing(
        contact=replace(contact, plays=number),
        notice=notice,
        dialplan=dialplan,
        playback=playback_of(contact.id, number),
        until=at + SECONDS_TO_INFORM,
    )
    return Transition(phase, (*before, Play(phase.playback, contact.channel, (notice,))))


def advance_informing(phase: Informing, event: Event, edition: Edition) -> Transition:
    """The notice is being said, and no key cuts it short."""
    channel = phase.contact.channel
    match event:
        case CallerLeft():
            return over(phase.contact, Outcome.LEFT_IN_MENU, event.at)
        case PromptFinished(playback=phase.playback):
            return _go_on(phase, event.at, edition, (MarkInformed(channel),))
        case PromptFailed(playback=phase.playback):
            return _go_on(phase, event.at, edition)
        case TimedOut(until=phase.until):
            return _go_on(phase, event.at, edition, (StopPlayback(phase.playback),))
        case Resynced(observed=observed) if phase.playback not in observed.playbacks:
            # It may have been cut off, or not even begun: it is said again, for it must be heard.
            return inform(phase.contact, phase.notice, phase.dialplan, event.at, ())
        case _:
            return stay(phase)


def _go_on(phase: Informing, at: float, edition: Edition, before: tuple[Command, ...] = ()) -> Transition:
    return enter(phase.contact, phase.dialplan, edition, at, before)
