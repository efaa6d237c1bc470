"""Waiting in a queue, and an agent's telephone ringing for the caller."""

from msgspec.structs import replace

from ivr.calls.caller.announcing import tell
from ivr.calls.caller.redirecting import redirect
from ivr.calls.caller.walking import go_back, left_behind, line_up
from ivr.calls.contact import Contact
from ivr.calls.leaving import over
from ivr.calls.meeting import open_bridge, pick_up
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Ringing, Waiting
from ivr.calls.shown import shown_to_agent
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.causes import Cause
from ivr.telephony.commands import (
    CloseBridge,
    Command,
    Dequeue,
    HangUp,
    MarkRinging,
    ReleaseMissed,
    Ring,
    StartMusic,
    StopMusic,
)
from ivr.telephony.events import (
    AgentAnswered,
    AgentLeft,
    AgentOffered,
    AgentRang,
    AgentRedirected,
    AgentRefused,
    CallerLeft,
    CommandFailed,
    Event,
    Observed,
    Resynced,
    TimedOut,
)
from ivr.telephony.ids import AgentId, agent_leg, bridge_of, place_of

SECONDS_BEYOND_RING = 5.0
"""The phone system gives up this much later than we do, in case we are gone."""


def advance_waiting(phase: Waiting, event: Event, edition: Edition) -> Transition:
    """The caller waits: for an agent, for the end of his patience or of the queue's."""
    match event:
        case CallerLeft():
            contact = left_behind(_in_vain(phase, event.at), phase.position)
            return over(contact, Outcome.LEFT_IN_QUEUE, event.at, (Dequeue(phase.place, "caller_left"),))
        case AgentOffered(place=phase.place, agent=agent) if event.at < phase.until:
            return _ring(phase, agent, event.at, edition)
        case AgentOffered(place=phase.place) | TimedOut(until=phase.until):
            return _time_is_up(phase, event.at, edition)
        case Resynced():
            return Transition(phase, (music(phase, edition), line_up(phase)))
        case _:
            return stay(phase)


def advance_ringing(phase: Ringing, event: Event, edition: Edition) -> Transition:
    """An agent's telephone rings; he answers, or the next one is asked."""
    match event:
        case CallerLeft():
            return give_up(phase, event.at)
        case AgentRang(leg=phase.leg):
            return Transition(phase, (MarkRinging(phase.waiting.place, phase.agent),))
        case AgentAnswered(leg=phase.leg):
            return pick_up(phase, event.at, edition)
        case AgentRedirected(leg=phase.leg, target=target):
            sent = redirect(phase, target, event.at, edition)
            return sent or miss(phase, Cause.DECLINED, event.at, edition)
        case AgentRefused(leg=phase.leg, cause=cause):
            return miss(phase, cause, event.at, edition)
        case AgentLeft(leg=phase.leg):
            # He picked up and was gone before he could be put through.
            return miss(phase, Cause.GONE, event.at, edition)
        case CommandFailed(command="Ring", about=phase.leg):
            # It may have begun to ring all the same.
            return miss(phase, Cause.FAILED, event.at, edition, (HangUp(phase.leg),))
        case TimedOut(until=phase.until):
            return miss(phase, Cause.NO_ANSWER, event.at, edition, (HangUp(phase.leg),))
        case Resynced(observed=observed):
            return _see_ringing(phase, observed, event.at, edition)
        case _:
            return stay(phase)


def _time_is_up(phase: Waiting, at: float, edition: Edition) -> Transition:
    if phase.named:
        return _wait_for_anybody(phase, at, edition)
    return _out(phase, "timeout", at, edition)


def _out(phase: Waiting, way: str, at: float, edition: Edition) -> Transition:
    """Out of the line, and back to the dialplan."""
    before = (Dequeue(phase.place, way), StopMusic(phase.contact.channel))
    if phase.contact.internal:
        return tell(phase.contact, ("no_answer",), at, before)
    return go_back(_in_vain(phase, at), phase.position, way, edition, at, before)


def _in_vain(phase: Waiting, at: float) -> Contact:
    """The contact after a wait that led to no talk."""
    return replace(phase.contact, waited_in_vain=phase.contact.waited_in_vain + at - phase.began())


def _ring(phase: Waiting, agent: AgentId, at: float, edition: Edition) -> Transition:
    queue = edition.centre.queues.get(phase.queue)
    seconds = float(queue.ring_seconds) if queue else 15.0
    number = phase.contact.legs + 1
    contact = replace(phase.contact, legs=number)
    ringing = Ringing(
        contact=contact,
        waiting=replace(phase, contact=contact),
        agent=agent,
        leg=agent_leg(contact.id, number),
        bridge=bridge_of(contact.id, number),
        rang_at=at,
        until=at + seconds,
    )
    number_shown, name = shown_to_agent(contact, agent, edition)
    ring = Ring(ringing.leg, agent, number_shown, name, seconds + SECONDS_BEYOND_RING)
    # Nobody answers before the bridge is there, for the answer is looked at after both are done.
    return Transition(ringing, (ring, open_bridge(ringing.bridge, contact)))


def give_up(phase: Ringing, at: float) -> Transition:
    """The caller has hung up before an agent could be heard."""
    contact = left_behind(_in_vain(phase.waiting, at), phase.waiting.position)
    before = (HangUp(phase.leg), CloseBridge(phase.bridge), Dequeue(phase.waiting.place, "caller_left"))
    return over(contact, Outcome.LEFT_IN_QUEUE, at, before)


def miss(
    phase: Ringing, cause: Cause, at: float, edition: Edition, before: tuple[Command, ...] = ()
) -> Transition:
    """The agent goes back to the router and the caller keeps his place in line.

    A colleague to whom the call was transferred is rung once; then any able one may take it.
    """
    waiting = phase.waiting
    given_back = (*before, CloseBridge(phase.bridge), ReleaseMissed(waiting.place, phase.agent, cause))
    if not waiting.named:
        return Transition(waiting, given_back)
    onward = _wait_for_anybody(waiting, at, edition)
    return Transition(onward.phase, (*given_back, *onward.commands))


def _wait_for_anybody(phase: Waiting, at: float, edition: Edition) -> Transition:
    """The agent whom the call was transferred to has not taken it: any able one of the queue may."""
    queue = edition.centre.queues.get(phase.queue)
    if queue is None or phase.contact.internal or phase.alone:
        return _out(phase, "failure", at, edition)
    number = phase.contact.places + 1
    anybody = replace(
        phase,
        contact=replace(phase.contact, places=number),
        place=place_of(phase.contact.id, number),
        named=None,
        needs=phase.relaxed or dict(queue.needs),
        relaxed={},
        until=at + queue.max_wait_seconds,
    )
    return Transition(anybody, (Dequeue(phase.place, "relaxed"), line_up(anybody)))


def _see_ringing(phase: Ringing, observed: Observed, at: float, edition: Edition) -> Transition:
    if phase.leg in observed.answered:
        return pick_up(phase, at, edition)
    if phase.leg not in observed.channels:
        missed = miss(phase, Cause.GONE, at, edition, (HangUp(phase.leg),))
        return Transition(missed.phase, (music(phase.waiting, edition), *missed.commands))
    return Transition(phase, (music(phase.waiting, edition), open_bridge(phase.bridge, phase.contact)))


def music(phase: Waiting, edition: Edition) -> StartMusic:
    """The music of the queue that the caller waits in."""
    queue = edition.centre.queues.get(phase.queue)
    return StartMusic(phase.contact.channel, queue.music if queue else "default")
