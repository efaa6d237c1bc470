"""A telephone number is called for the caller, and the two speak."""

from msgspec.structs import replace

from ivr.calls.belongings import legs_of
from ivr.calls.caller.announcing import tell
from ivr.calls.caller.redirecting import back_in_line
from ivr.calls.caller.walking import go_back, left_behind, line_up
from ivr.calls.leaving import hang_up, over, to_fallback
from ivr.calls.meeting import open_bridge
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Connected, Dialling, Party
from ivr.calls.talk.holding import music
from ivr.calls.talk.parting import after_talk
from ivr.calls.talk.sending import line_up_for
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import (
    Bridge,
    CloseBridge,
    Command,
    HangUp,
    StartMusic,
    StopMusic,
    Unbridge,
)
from ivr.telephony.events import (
    CallerLeft,
    CommandFailed,
    Event,
    NumberAnswered,
    NumberLeft,
    NumberRefused,
    Observed,
    Resynced,
    TimedOut,
)
from ivr.telephony.ids import ChannelId


def advance_dialling(phase: Dialling, event: Event, edition: Edition) -> Transition:
    """The number rings; it answers, or the dialplan's failure exit goes on."""
    match event:
        case CallerLeft():
            contact = left_behind(phase.contact, phase.position)
            return over(contact, Outcome.LEFT_IN_TRANSFER, event.at, _drop(phase))
        case NumberAnswered(leg=phase.leg):
            return _connect(phase)
        case NumberRefused(leg=phase.leg) | NumberLeft(leg=phase.leg):
            return _refused(phase, event.at, edition)
        case CommandFailed(command="Dial", about=phase.leg) | TimedOut(until=phase.until):
            return _refused(phase, event.at, edition, (HangUp(phase.leg),))
        case Resynced(observed=observed):
            return _see_dialling(phase, observed, event.at, edition)
        case _:
            return stay(phase)


def advance_connected(phase: Connected, event: Event, edition: Edition) -> Transition:
    """The caller and the number speak until one of them leaves; then the last queue's survey, if any."""
    match event:
        case CallerLeft():
            return over(phase.contact, Outcome.TRANSFERRED, event.at, _drop(phase))
        case CommandFailed(command="Bridge", about=phase.bridge):
            return to_fallback(phase.contact, event.at, _drop(phase))
        case NumberLeft(leg=leg) if leg in legs_of(phase):
            return _number_left(phase, leg, event.at, edition)
        case Resynced(observed=observed):
            return _see_connected(phase, observed, event.at, edition)
        case _:
            return stay(phase)


def _meet(phase: Dialling | Connected) -> tuple[Command, ...]:
    channel = phase.contact.channel
    others = tuple(party.leg for party in phase.others) if isinstance(phase, Connected) else ()
    return StopMusic(channel), Bridge(phase.bridge, (channel, phase.leg, *others))


def _drop(phase: Dialling | Connected) -> tuple[Command, ...]:
    others = phase.others if isinstance(phase, Connected) else ()
    return (HangUp(phase.leg), *(HangUp(party.leg) for party in others), CloseBridge(phase.bridge))


def _connect(phase: Dialling) -> Transition:
    contact = left_behind(phase.contact, phase.position)
    return Transition(Connected(contact=contact, leg=phase.leg, bridge=phase.bridge), _meet(phase))


def _refused(phase: Dialling, at: float, edition: Edition, before: tuple[Command, ...] = ()) -> Transition:
    """Back to where the caller came from: his place in line, the agent who sent him, or the dialplan."""
    tidy = (*before, CloseBridge(phase.bridge))
    if phase.waiting is not None:
        return back_in_line(phase.contact, phase.waiting, edition, tidy)
    if phase.agent is None or not phase.contact.talks:
        quiet = (*tidy, StopMusic(phase.contact.channel))
        if phase.contact.internal:
            return tell(phase.contact, ("no_answer",), at, quiet)
        return go_back(phase.contact, phase.position, "failure", edition, at, quiet)
    talk = phase.contact.talks[-1]
    waiting = line_up_for(phase.contact, phase.position, talk, phase.agent, at, edition)
    sound = music(phase.contact.channel, talk.queue, edition)
    return Transition(waiting, (*tidy, sound, line_up(waiting)))


def _number_left(phase: Connected, leg: ChannelId, at: float, edition: Edition) -> Transition:
    left = [party for party in (Party(phase.leg), *phase.others) if party.leg != leg]
    if left:
        return Transition(replace(phase, leg=left[0].leg, others=tuple(left[1:])))
    parting = (Unbridge(phase.bridge, phase.contact.channel), CloseBridge(phase.bridge))
    if phase.contact.talks:
        return after_talk(phase.contact, edition, at, parting)
    return hang_up(phase.contact, Outcome.TRANSFERRED, at, parting)


def _see_connected(phase: Connected, observed: Observed, at: float, edition: Edition) -> Transition:
    legs = legs_of(phase)
    if gone := next((leg for leg in legs if leg not in observed.channels), None):
        return _number_left(phase, gone, at, edition)
    if observed.bridged.issuperset((phase.contact.channel, *legs)):
        return stay(phase)
    return Transition(phase, (open_bridge(phase.bridge, phase.contact), *_meet(phase)))


def _see_dialling(phase: Dialling, observed: Observed, at: float, edition: Edition) -> Transition:
    if phase.leg in observed.answered:
        return _connect(phase)
    if phase.leg not in observed.channels:
        return _refused(phase, at, edition, (HangUp(phase.leg),))
    sound = StartMusic(phase.contact.channel, "default")
    return Transition(phase, (sound, open_bridge(phase.bridge, phase.contact)))
