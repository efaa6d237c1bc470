"""Caller and agent speak, alone or in a conference: holds, keys, transfers, and who hangs up first."""

from msgspec.structs import replace

from ivr.calls.belongings import legs_of
from ivr.calls.caller.walking import left_behind
from ivr.calls.leaving import over, to_fallback
from ivr.calls.meeting import meet, open_bridge
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Talking
from ivr.calls.talk.conferring import agent_left_others, other_left
from ivr.calls.talk.holding import hold_by_button, hush, music, music_of
from ivr.calls.talk.parting import after_talk, drop_all, release
from ivr.calls.talk.pressing import pause_in_talk, press_in_talk
from ivr.calls.talk.recording import muted_again, not_muted
from ivr.calls.talk.sending import send_by_button
from ivr.calls.talks import all_ended, ended, is_held, talk_on, unheard
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Bridge, CloseBridge, HangUp, RefuseTransfer, StopMusic, Unbridge
from ivr.telephony.events import (
    AgentLeft,
    CallerLeft,
    CommandFailed,
    DigitPressed,
    Event,
    Held,
    NumberLeft,
    Observed,
    PromptFailed,
    PromptFinished,
    Resynced,
    Retrieved,
    TimedOut,
    TransferAsked,
)


def advance_talking(phase: Talking, event: Event, edition: Edition) -> Transition:
    """They speak until one of them leaves or the agent transfers the caller."""
    match event:
        case CallerLeft():
            contact = left_behind(all_ended(phase.contact, event.at), phase.position)
            return over(contact, Outcome.ANSWERED, event.at, drop_all(phase))
        case AgentLeft(leg=phase.leg):
            return agent_left(phase, event.at, edition)
        case AgentLeft(leg=leg) | NumberLeft(leg=leg):
            return other_left(phase, leg, event.at, edition)
        case CommandFailed(command="Bridge", about=phase.bridge):
            return _not_bridged(phase, event.at)
        case CommandFailed(command="MuteRecording", about=phase.contact.channel):
            return not_muted(phase, edition)
        case Held(channel=phase.leg) | Retrieved(channel=phase.leg):
            return hold_by_button(phase, event, edition)
        case TransferAsked(leg=phase.leg, target=target):
            sent = send_by_button(phase, target, event.at, edition)
            return sent or Transition(phase, (RefuseTransfer(phase.leg),))
        case PromptFinished(playback=playback) | PromptFailed(playback=playback) if playback == phase.told:
            return Transition(replace(phase, told=None))
        case DigitPressed(channel=phase.leg, digit=digit):
            return press_in_talk(phase, digit, event.at, edition)
        case TimedOut(until=until) if phase.until is not None and until == phase.until:
            return pause_in_talk(phase, event.at, edition)
        case Resynced(observed=observed):
            return _see_talking(phase, observed, event.at, edition)
        case _:
            return stay(phase)


def agent_left(phase: Talking, at: float, edition: Edition) -> Transition:
    """The agent hung up: who is in a conference goes on, else the survey or the end follows."""
    if phase.others:
        return agent_left_others(phase, at)
    contact = left_behind(ended(phase.contact, phase.leg, at), phase.position)
    # The agent first: his next caller need not wait for what is still to be done for this one.
    apart = (Unbridge(phase.bridge, contact.channel), CloseBridge(phase.bridge))
    return after_talk(contact, edition, at, (release(phase), *hush(phase), *apart))


def _not_bridged(phase: Talking, at: float) -> Transition:
    """They could not be brought together, and heard nothing of each other: the fallback takes the caller."""
    talk = talk_on(phase.contact, phase.leg)
    waited = phase.contact.waited_in_vain + talk.since - talk.queued_at
    contact = replace(all_ended(unheard(phase.contact, phase.leg), at), waited_in_vain=waited)
    return to_fallback(left_behind(contact, phase.position), at, drop_all(phase))


def _see_talking(phase: Talking, observed: Observed, at: float, edition: Edition) -> Transition:
    if phase.leg not in observed.channels:
        left = agent_left(phase, at, edition)
        return Transition(left.phase, (HangUp(phase.leg), *left.commands))
    if gone := next((party.leg for party in phase.others if party.leg not in observed.channels), None):
        left = other_left(phase, gone, at, edition)
        return Transition(left.phase, (HangUp(gone), *left.commands))
    caller = phase.contact.channel
    bridge = open_bridge(phase.bridge, phase.contact)
    sound = music_of(phase, edition) if is_held(phase.contact, phase.leg) else StopMusic(caller)
    muted = muted_again(phase.contact)
    if phase.apart:
        mine = music(phase.leg, talk_on(phase.contact, phase.leg).queue, edition)
        alone = (bridge, Bridge(phase.bridge, (caller,))) if caller not in observed.bridged else ()
        out = (Unbridge(phase.bridge, phase.leg),) if phase.leg in observed.bridged else ()
        return Transition(phase, (*muted, *out, sound, mine, *alone))
    theirs = (caller, *(party.leg for party in phase.others))
    sounds = (*muted, sound, *(StopMusic(leg) for leg in legs_of(phase)))
    if observed.bridged.issuperset((*theirs, phase.leg)):
        return Transition(phase, sounds)
    together = meet(phase.bridge, phase.leg, *theirs)
    return Transition(replace(phase, pressed=None), (*sounds, bridge, *together))
