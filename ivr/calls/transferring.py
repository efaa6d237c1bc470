"""A telephone number is called for the caller, and the two speak."""

from ivr.calls.leaving import hang_up, over, to_fallback
from ivr.calls.meeting import open_bridge
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Connected, Dialling
from ivr.calls.transition import Transition, stay
from ivr.calls.walking import go_back, left_behind
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


def advance_connected(phase: Connected, event: Event) -> Transition:
    """The caller and the number speak until one of them leaves."""
    match event:
        case CallerLeft():
            return over(phase.contact, Outcome.TRANSFERRED, event.at, _drop(phase))
        case CommandFailed(command="Bridge", about=phase.bridge):
            return to_fallback(phase.contact, event.at, _drop(phase))
        case NumberLeft(leg=phase.leg):
            return _number_left(phase, event.at)
        case Resynced(observed=observed) if phase.leg not in observed.channels:
            return _number_left(phase, event.at)
        case Resynced(observed=observed) if not observed.bridged.issuperset(_both(phase)):
            return Transition(phase, (open_bridge(phase.bridge, phase.contact), *_meet(phase)))
        case _:
            return stay(phase)


def _both(phase: Dialling | Connected) -> tuple[str, str]:
    return phase.contact.channel, phase.leg


def _meet(phase: Dialling | Connected) -> tuple[Command, ...]:
    channel = phase.contact.channel
    return StopMusic(channel), Bridge(phase.bridge, (channel, phase.leg))


def _drop(phase: Dialling | Connected) -> tuple[Command, ...]:
    return HangUp(phase.leg), CloseBridge(phase.bridge)


def _connect(phase: Dialling) -> Transition:
    contact = left_behind(phase.contact, phase.position)
    return Transition(Connected(contact=contact, leg=phase.leg, bridge=phase.bridge), _meet(phase))


def _refused(phase: Dialling, at: float, edition: Edition, before: tuple[Command, ...] = ()) -> Transition:
    tidy = (*before, CloseBridge(phase.bridge), StopMusic(phase.contact.channel))
    return go_back(phase.contact, phase.position, "failure", edition, at, tidy)


def _number_left(phase: Connected, at: float) -> Transition:
    parting = (Unbridge(phase.bridge, phase.contact.channel), CloseBridge(phase.bridge))
    return hang_up(phase.contact, Outcome.TRANSFERRED, at, parting)


def _see_dialling(phase: Dialling, observed: Observed, at: float, edition: Edition) -> Transition:
    if phase.leg in observed.answered:
        return _connect(phase)
    if phase.leg not in observed.channels:
        return _refused(phase, at, edition, (HangUp(phase.leg),))
    return Transition(
        phase,
        (
            StartMusic(phase.contact.channel, "default"),
            open_bridge(phase.bridge, phase.contact),
        ),
    )
