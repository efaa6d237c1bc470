"""Serving an agent: what a feature code does, and what he is told of it."""

from msgspec.structs import replace

from ivr.calls.caller.announcing import announce, tell
from ivr.calls.counted import callers_waiting
from ivr.calls.leaving import over
from ivr.calls.outcomes import Outcome
from ivr.calls.own_call.colleagues import call_colleagues
from ivr.calls.own_call.proving import ask
from ivr.calls.own_call.supervising import begin_supervising, supervisors_of
from ivr.calls.phases import ServingAgent
from ivr.calls.spoken import sentence
from ivr.calls.transition import Transition, stay
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.pauses import reason_spoken
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import ChangeAgent, Command, FindPin, FindReachable, FindTalk
from ivr.telephony.events import (
    AgentChanged,
    CallerLeft,
    Event,
    PinFound,
    ReachableFound,
    Resynced,
    TalkFound,
    TimedOut,
)
from ivr.telephony.prompts import Prompt
from routing import Miss

SECONDS_TO_SERVE = 1.5
"""A feature code whose effect is not known after this long ends with a sentence that says so.

Less than the 2 s that nobody may spend in silence.
"""


def serve(phase: ServingAgent, centre: Centre) -> tuple[Command, ...]:
    """What carries the feature code out, or finds out first what must be known for that."""
    match phase.code:
        case "sign_in" | "sign_out" if not phase.proven:
            return (FindPin(phase.agent),)
        case "listen" | "whisper" | "barge" | "take_over":
            return (FindTalk(phase.about),)
        case "call_supervisor":
            return (FindReachable(supervisors_of(phase.agent, centre)),)
        case _:
            return (ChangeAgent(phase.agent, phase.code, phase.reason),)


def advance_serving_agent(phase: ServingAgent, event: Event, edition: Edition) -> Transition:
    """An agent waits to hear what the feature code did."""
    match event:
        case CallerLeft():
            return over(phase.contact, Outcome.FEATURE_CODE, event.at)
        case PinFound(agent=phase.agent, exists=exists) if not phase.proven:
            return _prove(phase, exists, event.at, edition.centre)
        case AgentChanged(agent=phase.agent):
            spoken = _told(phase, event, edition.centre)
            return announce(phase.contact, spoken, Outcome.FEATURE_CODE, event.at)
        case TalkFound(agent=phase.about):
            return begin_supervising(phase, event, edition.centre)
        case ReachableFound(agents=colleagues) if phase.code == "call_supervisor":
            return call_colleagues(phase.contact, phase.agent, colleagues, event.at)
        case TimedOut(until=phase.until):
            return tell(phase.contact, ("not_done",), event.at)
        case Resynced():
            again = replace(phase, until=event.at + SECONDS_TO_SERVE)
            return Transition(again, serve(again, edition.centre))
        case _:
            return stay(phase)


def _prove(phase: ServingAgent, exists: bool, at: float, centre: Centre) -> Transition:
    if exists:
        return ask(phase, at)
    if centre.pin_required and phase.code == "sign_in":
        return tell(phase.contact, ("pin_missing",), at)
    proven = replace(phase, proven=True)
    return Transition(proven, serve(proven, centre))


def _told(phase: ServingAgent, changed: AgentChanged, centre: Centre) -> tuple[Prompt, ...]:
    language = phase.contact.language
    spoken = [sentence(changed.state, language)]
    if changed.state == "paused":
        spoken = _paused(changed.reason, language, centre)
    if phase.code == "state":
        spoken.append(callers_waiting(changed.waiting, language))
    return tuple(spoken)


def _paused(reason: str, language: str, centre: Centre) -> list[Prompt]:
    if reason in list(Miss):
        return [sentence("missed", language)]
    why = reason_spoken(centre.pause_reasons, reason, language)
    return [sentence("paused", language), *([why] if why else [])]
