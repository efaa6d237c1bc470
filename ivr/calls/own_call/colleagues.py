"""Colleagues: an agent without a caller calls another agent, or the first of several who picks up."""

from msgspec.structs import replace

from ivr.calls.caller.announcing import tell
from ivr.calls.caller.waiting import SECONDS_BEYOND_RING
from ivr.calls.contact import Contact
from ivr.calls.leaving import hang_up, over
from ivr.calls.meeting import open_bridge
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import CallingColleague, Conversing
from ivr.calls.transition import Transition, stay
from ivr.telephony.commands import Bridge, CloseBridge, Command, HangUp, Ring, StartMusic, StopMusic, Unbridge
from ivr.telephony.events import (
    AgentAnswered,
    AgentLeft,
    AgentRefused,
    CallerLeft,
    CommandFailed,
    Event,
    Observed,
    Resynced,
    TimedOut,
)
from ivr.telephony.ids import AgentId, agent_leg, bridge_of

SECONDS_TO_RING = 12.0


def call_colleagues(
    contact: Contact, agent: AgentId, colleagues: tuple[AgentId, ...], at: float
) -> Transition:
    """Ring these colleagues for an agent, one after the other, until one picks up."""
    if not colleagues:
        return tell(contact, ("no_supervisor",), at)
    return _next(contact, agent, colleagues, at, (StartMusic(contact.channel, "default"),))


def advance_calling_colleague(phase: CallingColleague, event: Event) -> Transition:
    """A colleague's telephone rings; he picks up, or the next one is rung."""
    match event:
        case CallerLeft():
            return over(phase.contact, Outcome.FEATURE_CODE, event.at, _drop(phase))
        case AgentAnswered(leg=phase.leg):
            return _converse(phase)
        case AgentRefused(leg=phase.leg) | AgentLeft(leg=phase.leg):
            return _another(phase, event.at)
        case CommandFailed(command="Ring", about=phase.leg) | TimedOut(until=phase.until):
            return _another(phase, event.at, (HangUp(phase.leg),))
        case Resynced(observed=observed):
            return _see_calling(phase, observed, event.at)
        case _:
            return stay(phase)


def advance_conversing(phase: Conversing, event: Event) -> Transition:
    """Two agents speak until one of them leaves."""
    match event:
        case CallerLeft():
            return over(phase.contact, Outcome.FEATURE_CODE, event.at, _drop(phase))
        case AgentLeft(leg=phase.leg):
            return _colleague_left(phase, event.at)
        case CommandFailed(command="Bridge", about=phase.bridge):
            return hang_up(phase.contact, Outcome.FEATURE_CODE, event.at, _drop(phase))
        case Resynced(observed=observed) if phase.leg not in observed.channels:
            return _colleague_left(phase, event.at)
        case Resynced(observed=observed) if not observed.bridged.issuperset(_both(phase)):
            return Transition(phase, (open_bridge(phase.bridge, phase.contact), *_meet(phase)))
        case _:
            return stay(phase)


def _next(
    contact: Contact, agent: AgentId, colleagues: tuple[AgentId, ...], at: float, before: tuple[Command, ...]
) -> Transition:
    if not colleagues:
        return tell(contact, ("no_supervisor",), at, (*before, StopMusic(contact.channel)))
    number = contact.legs + 1
    phase = CallingColleague(
        contact=replace(contact, legs=number),
        agent=agent,
        colleague=colleagues[0],
        others=colleagues[1:],
        leg=agent_leg(contact.id, number),
        bridge=bridge_of(contact.id, number),
        until=at + SECONDS_TO_RING,
    )
    ring = Ring(
        phase.leg, phase.colleague, contact.caller, contact.caller_name, SECONDS_TO_RING + SECONDS_BEYOND_RING
    )
    return Transition(phase, (*before, ring, open_bridge(phase.bridge, contact)))


def _another(phase: CallingColleague, at: float, before: tuple[Command, ...] = ()) -> Transition:
    return _next(phase.contact, phase.agent, phase.others, at, (*before, CloseBridge(phase.bridge)))


def _converse(phase: CallingColleague) -> Transition:
    talking = Conversing(
        contact=phase.contact,
        agent=phase.agent,
        colleague=phase.colleague,
        leg=phase.leg,
        bridge=phase.bridge,
    )
    return Transition(talking, _meet(phase))


def _both(phase: CallingColleague | Conversing) -> tuple[str, str]:
    return phase.contact.channel, phase.leg


def _meet(phase: CallingColleague | Conversing) -> tuple[Command, ...]:
    channel = phase.contact.channel
    return StopMusic(channel), Bridge(phase.bridge, (channel, phase.leg))


def _drop(phase: CallingColleague | Conversing) -> tuple[Command, ...]:
    return HangUp(phase.leg), CloseBridge(phase.bridge)


def _colleague_left(phase: Conversing, at: float) -> Transition:
    parting = (Unbridge(phase.bridge, phase.contact.channel), CloseBridge(phase.bridge))
    return hang_up(phase.contact, Outcome.FEATURE_CODE, at, parting)


def _see_calling(phase: CallingColleague, observed: Observed, at: float) -> Transition:
    if phase.leg in observed.answered:
        return _converse(phase)
    if phase.leg not in observed.channels:
        return _another(phase, at, (HangUp(phase.leg),))
    music = StartMusic(phase.contact.channel, "default")
    return Transition(phase, (music, open_bridge(phase.bridge, phase.contact)))
