"""Saying a last sentence: to the caller of an unknown number, to the agent after a feature code."""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.leaving import hang_up, over
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Announcing, ServingAgent
from ivr.calls.spoken import sentence
from ivr.calls.transition import Transition, stay
from ivr.telephony.commands import ChangeAgent, Command, Play
from ivr.telephony.events import (
    AgentChanged,
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


def advance_serving_agent(phase: ServingAgent, event: Event) -> Transition:
    """An agent waits to hear what the feature code did."""
    match event:
        case CallerLeft():
            return over(phase.contact, Outcome.FEATURE_CODE, event.at)
        case AgentChanged(agent=phase.agent, state=state):
            spoken = (sentence(state, phase.contact.language),)
            return announce(phase.contact, spoken, Outcome.FEATURE_CODE, event.at)
        case TimedOut(until=phase.until):
            spoken = (sentence("unknown_code", phase.contact.language),)
            return announce(phase.contact, spoken, Outcome.FEATURE_CODE, event.at)
        case Resynced():
            return Transition(phase, (ChangeAgent(phase.agent, phase.code),))
        case _:
            return stay(phase)
