"""The life of a contact as one function: a phase and an event make the next phase and its commands."""

from typing import assert_never

from msgspec.structs import replace

from ivr.calls.belongings import bridges_of, legs_of
from ivr.calls.caller.announcing import advance_announcing
from ivr.calls.caller.arriving import arrive
from ivr.calls.caller.callers_hold import back, held, meanwhile
from ivr.calls.caller.informing import advance_informing
from ivr.calls.caller.introducing import advance_introducing
from ivr.calls.caller.knowing import asked_again, knowing
from ivr.calls.caller.transferring import advance_connected, advance_dialling
from ivr.calls.caller.waiting import advance_ringing, advance_waiting
from ivr.calls.caller.walking import advance_in_dialplan, advance_surveying
from ivr.calls.closing import close
from ivr.calls.consultation.consulting import advance_consulting
from ivr.calls.leaving import advance_leaving
from ivr.calls.outcomes import Outcome
from ivr.calls.own_call.colleagues import advance_calling_colleague, advance_conversing
from ivr.calls.own_call.hosting import take_in
from ivr.calls.own_call.proving import advance_asking_pin
from ivr.calls.own_call.serving import advance_serving_agent
from ivr.calls.own_call.supervising import advance_supervising
from ivr.calls.own_call.visiting import advance_visiting
from ivr.calls.phases import (
    Announcing,
    AskingPin,
    CallingColleague,
    Connected,
    Consulting,
    Conversing,
    Dialling,
    Ended,
    InDialplan,
    Informing,
    Introducing,
    Leaving,
    Parked,
    Phase,
    Ringing,
    ServingAgent,
    Supervising,
    Surveying,
    Talking,
    Visiting,
    Waiting,
)
from ivr.calls.talk.parking import advance_parked
from ivr.calls.talk.talking import advance_talking
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.causes import Cause
from ivr.telephony.commands import (
    AcceptTransfer,
    CloseBridge,
    Command,
    HangUp,
    RefuseTransfer,
    Unbridge,
)
from ivr.telephony.events import (
    AgentAnswered,
    AgentCame,
    Arrived,
    CallerLeft,
    CommandFailed,
    Event,
    HouseCloses,
    JoinAsked,
    NumberAnswered,
    Resynced,
    TakenIn,
    TransferAsked,
)
from ivr.telephony.ids import ChannelId


def begin(event: Arrived, edition: Edition) -> Transition:
    """The first phase of a contact, and what to do for it."""
    return arrive(event, edition)


def advance(phase: Phase, event: Event, edition: Edition) -> Transition:
    """The next phase and what to do on the way there.

    ``edition`` holds the dialplans that the contact began with and the centre as it is now.  Events
    that do not belong to the phase (stale, repeated, of another leg) leave it as it is.
    """
    told, event = event, _taken_in(phase, _caller_is_gone(phase, _in_order(phase, event)))
    if isinstance(event, CallerLeft) and event.channel != phase.contact.channel:
        return stay(phase)
    if stray := _give_back(phase, event) or held(phase, event, edition):
        return stray
    if isinstance(event, HouseCloses):
        return close(phase, event, lambda at, left: _advance(at, left, edition))
    here, event, first = back(knowing(phase, event), event)
    transition = meanwhile(here, _advance(here, event, edition), edition)
    after = _in_fallback(transition.phase, told)
    before = (*_clear(phase, told), *asked_again(phase, told), *first)
    return Transition(after, (*before, *_answered(event, transition)))


def _advance(phase: Phase, event: Event, edition: Edition) -> Transition:
    if isinstance(event, AgentCame):
        return take_in(phase, event, edition)
    match phase:
        case Informing():
            return advance_informing(phase, event, edition)
        case InDialplan():
            return advance_in_dialplan(phase, event, edition)
        case Waiting():
            return advance_waiting(phase, event, edition)
        case Introducing():
            return advance_introducing(phase, event, edition)
        case Ringing():
            return advance_ringing(phase, event, edition)
        case Talking():
            return advance_talking(phase, event, edition)
        case Parked():
            return advance_parked(phase, event, edition)
        case Visiting():
            return advance_visiting(phase, event, edition)
        case Consulting():
            return advance_consulting(phase, event, edition)
        case Dialling():
            return advance_dialling(phase, event, edition)
        case Connected():
            return advance_connected(phase, event, edition)
        case Surveying():
            return advance_surveying(phase, event, edition)
        case ServingAgent():
            return advance_serving_agent(phase, event, edition)
        case AskingPin():
            return advance_asking_pin(phase, event)
        case Supervising():
            return advance_supervising(phase, event)
        case CallingColleague():
            return advance_calling_colleague(phase, event)
        case Conversing():
            return advance_conversing(phase, event)
        case Announcing():
            return advance_announcing(phase, event)
        case Leaving():
            return advance_leaving(phase, event)
        case Ended():
            return stay(phase)
        case _:  # pragma: no cover
            assert_never(phase)


def _in_order(phase: Phase, event: Event) -> Event:
    """A resync as it is when the bridges of earlier phases are removed: who was in one is in none."""
    if not isinstance(event, Resynced) or event.observed.bridges <= set(bridges_of(phase)):
        return event
    return replace(event, observed=replace(event.observed, bridged=frozenset()))


def _answered(event: Event, transition: Transition) -> tuple[Command, ...]:
    """The commands, with a refusal of the transfer if they say nothing to a telephone that asked for one."""
    commands = transition.commands
    if not isinstance(event, TransferAsked | JoinAsked):
        return commands
    if any(isinstance(command, AcceptTransfer | RefuseTransfer) for command in commands):
        return commands
    return (*commands, RefuseTransfer(event.leg))


def _clear(phase: Phase, event: Event) -> tuple[Command, ...]:
    """What a batch that was cut off left standing of earlier phases: legs nobody waits for, empty bridges."""
    if not isinstance(event, Resynced):
        return ()
    caller = phase.contact.channel
    legs = sorted(event.observed.channels.difference((caller, *legs_of(phase))))
    bridges = sorted(event.observed.bridges.difference(bridges_of(phase)))
    # The caller leaves a bridge before it is removed: else he may never hear the next prompt.
    left = bridges if caller in event.observed.bridged else ()
    return (
        *(Unbridge(bridge, caller) for bridge in left),
        *(HangUp(leg) for leg in legs),
        *(CloseBridge(bridge) for bridge in bridges),
    )


def _caller_is_gone(phase: Phase, event: Event) -> Event:
    """A resync that no longer shows the caller's channel is the lost word of his leaving."""
    if not isinstance(event, Resynced) or phase.contact.channel in event.observed.channels:
        return event
    return CallerLeft(contact=event.contact, at=event.at, channel=phase.contact.channel, cause=Cause.GONE)


def _taken_in(phase: Phase, event: Event) -> Event:
    """Whoever is taken in although he waits for that no more: to his own contact he is gone."""
    if not isinstance(event, TakenIn) or isinstance(phase, Visiting):
        return event
    return CallerLeft(contact=event.contact, at=event.at, channel=phase.contact.channel, cause=Cause.NORMAL)


def _in_fallback(after: Phase, event: Event) -> Phase:
    """Whoever was taken over by the fallback while we were away has not left."""
    if not isinstance(event, Resynced) or not isinstance(after, Ended) or after.contact.talks:
        return after
    if after.contact.channel not in event.observed.in_fallback:
        return after
    return replace(after, outcome=Outcome.FALLBACK)


def _give_back(phase: Phase, event: Event) -> Transition | None:
    """Who picks up too late, or cannot be told his last sentence, is let go: his call has moved on."""
    match event:
        case AgentAnswered(leg=leg) | NumberAnswered(leg=leg) if leg not in legs_of(phase):
            return Transition(phase, (HangUp(leg),))
        case CommandFailed(command="Dismiss", about=leg):
            return Transition(phase, (HangUp(ChannelId(leg)),))
        case _:
            return None
