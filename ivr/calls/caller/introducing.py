"""Introducing: caller and agent hear who the agent is, before they hear each other."""

from ivr.calls.caller.waiting import give_up, miss, music
from ivr.calls.meeting import open_bridge, talk
from ivr.calls.phases import Introducing
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.causes import Cause
from ivr.telephony.commands import Command, HangUp, RefuseTransfer, StopMusic, StopPlayback
from ivr.telephony.events import (
    AgentLeft,
    CallerLeft,
    Event,
    Observed,
    PromptFailed,
    PromptFinished,
    Resynced,
    TimedOut,
    TransferAsked,
)


def advance_introducing(phase: Introducing, event: Event, edition: Edition) -> Transition:
    """What the caller hears ends, in whatever way, and the talk begins; or one of them leaves before."""
    match event:
        case CallerLeft():
            return give_up(phase, event.at)
        case PromptFinished(playback=phase.playback) | PromptFailed(playback=phase.playback):
            return talk(phase, event.at, edition, (StopPlayback(phase.told),))
        case TimedOut(until=phase.until):
            return talk(phase, event.at, edition, (StopPlayback(phase.playback), StopPlayback(phase.told)))
        case AgentLeft(leg=phase.leg):
            return _agent_gone(phase, event.at, edition)
        case TransferAsked(leg=phase.leg):
            return Transition(phase, (RefuseTransfer(phase.leg),))
        case Resynced(observed=observed):
            return _see_introducing(phase, observed, event.at, edition)
        case _:
            return stay(phase)


def _agent_gone(
    phase: Introducing, at: float, edition: Edition, before: tuple[Command, ...] = ()
) -> Transition:
    """He hung up before he was heard: he has missed the call, and the caller waits on with his music."""
    missed = miss(phase, Cause.GONE, at, edition, before)
    hush = (StopPlayback(phase.playback), music(phase.waiting, edition))
    return Transition(missed.phase, (*hush, *missed.commands))


def _see_introducing(phase: Introducing, observed: Observed, at: float, edition: Edition) -> Transition:
    if phase.leg not in observed.channels:
        return _agent_gone(phase, at, edition, (HangUp(phase.leg),))
    if phase.playback in observed.playbacks:
        return stay(phase)
    # Whether they have heard it or not, they have been in silence since: nothing more is said before.
    before = (
        StopMusic(phase.contact.channel),
        StopPlayback(phase.told),
        open_bridge(phase.bridge, phase.contact),
    )
    return talk(phase, at, edition, before)
