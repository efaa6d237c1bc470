"""Parking: the caller waits with music until somebody takes him back, and is not forgotten."""

from ivr.calls.caller.walking import left_behind, line_up
from ivr.calls.leaving import over
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Parked, Talking
from ivr.calls.talk.holding import hush, music, music_of
from ivr.calls.talk.parting import release
from ivr.calls.talk.sending import line_up_for
from ivr.calls.talk.telling import dismiss
from ivr.calls.talks import ended
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import CloseBridge, Command, StopMusic, Unbridge
from ivr.telephony.events import CallerLeft, Event, Resynced, TimedOut


def park(phase: Talking, at: float, edition: Edition) -> Transition:
    """The agent leaves the caller under his extension, is told so, and is free for his wrap-up."""
    caller = phase.contact.channel
    mine: tuple[Command, ...] = (Unbridge(phase.bridge, phase.leg),)
    if phase.apart:
        mine = (StopMusic(phase.leg),)
    commands = (
        *hush(phase),
        *mine,
        dismiss(phase.leg, phase.agent, "parked", edition),
        release(phase),
        Unbridge(phase.bridge, caller),
        CloseBridge(phase.bridge),
        music_of(phase, edition),
    )
    parked = Parked(
        contact=ended(phase.contact, phase.leg, at),
        position=phase.position,
        by=phase.agent,
        since=at,
        until=at + edition.centre.park_seconds,
    )
    return Transition(parked, commands)


def advance_parked(phase: Parked, event: Event, edition: Edition) -> Transition:
    """He waits; when nobody has taken him back in time he rings at who parked him, then at anybody."""
    talk = phase.contact.talks[-1]
    match event:
        case CallerLeft():
            return over(left_behind(phase.contact, phase.position), Outcome.ANSWERED, event.at)
        case TimedOut(until=phase.until):
            waiting = line_up_for(phase.contact, phase.position, talk, phase.by, event.at, edition)
            return Transition(waiting, (line_up(waiting),))
        case Resynced():
            return Transition(phase, (music(phase.contact.channel, talk.queue, edition),))
        case _:
            return stay(phase)
