"""Saying a last sentence: to the caller of an unknown number, to the agent after a feature code."""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.leaving import hang_up, over
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Announcing
from ivr.calls.spoken import sentence
from ivr.calls.transition import Transition, stay
from ivr.telephony.commands import Command, Play
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

SECONDS_TO_SAY = 30.0
"""No last sentence is longer; after this the line is hung up without word of its end."""


def announce(
    contact: Contact, prompts: tuple[Prompt, ...], outcome: str, at: float, before: tuple[Command, ...] = ()
) -> Transition:
    """Do ``before``, say the prompts, then hang up with the outcome."""
    number = contact.plays + 1
    playback = playback_of(contact.id, number)
    phase = Announcing(
        contact=replace(contact, plays=number), playback=playback, outcome=outcome, until=at + SECONDS_TO_SAY
    )
    return Transition(phase, (*before, Play(playback, contact.channel, prompts)))


def advance_announcing(phase: Announcing, event: Event) -> Transition:
    """The sentence is being said; its end, in whatever way, ends the call."""
    match event:
        case CallerLeft():
            return over(phase.contact, phase.outcome, event.at)
        case PromptFinished(playback=phase.playback) | PromptFailed(playback=phase.playback):
            return hang_up(phase.contact, phase.outcome, event.at)
        case TimedOut(until=phase.until):
            return hang_up(phase.contact, phase.outcome, event.at)
        case Resynced(observed=observed) if phase.playback not in observed.playbacks:
            return hang_up(phase.contact, phase.outcome, event.at)
        case _:
            return stay(phase)


def tell(contact: Contact, names: tuple[str, ...], at: float, before: tuple[Command, ...] = ()) -> Transition:
    """Do ``before``, tell the agent these sentences of the house, then hang up."""
    prompts = tuple(sentence(name, contact.language) for name in names)
    return announce(contact, prompts, Outcome.FEATURE_CODE, at, before)
