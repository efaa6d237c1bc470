"""Caller and agent speak: holds, the agent's transfer, and who hangs up first."""

from msgspec.structs import replace

from ivr.calls.contact import Contact, Talk
from ivr.calls.leaving import hang_up, over, to_fallback
from ivr.calls.meeting import open_bridge
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Talking, Waiting
from ivr.calls.transition import Transition, stay
from ivr.calls.walking import begin_survey, enter, left_behind, line_up
from ivr.dialplan.edition import Edition
from ivr.surveys.eligibility import is_asked
from ivr.telephony.commands import (
    AcceptTransfer,
    Bridge,
    CloseBridge,
    Command,
    HangUp,
    RefuseTransfer,
    ReleaseToWrapUp,
    StartMusic,
    StopMusic,
    Unbridge,
)
from ivr.telephony.events import (
    AgentLeft,
    CallerLeft,
    CommandFailed,
    Event,
    Held,
    Observed,
    Resynced,
    Retrieved,
    TransferAsked,
)
from ivr.telephony.ids import AgentId, place_of

SECONDS_FOR_NAMED_AGENT = 20.0
"""How long a call that an agent transferred to a colleague waits for that colleague alone."""


def named_agent(agent: AgentId) -> dict[str, int]:
    """The needs that one agent alone meets: the skill that bears his name (see ``routing``)."""
    return {f"agent:{agent}": 1}


def advance_talking(phase: Talking, event: Event, edition: Edition) -> Transition:
    """They speak until one of them leaves or the agent transfers the caller."""
    match event:
        case CallerLeft():
            contact = left_behind(_talk_over(phase.contact, event.at), phase.position)
            return over(contact, Outcome.ANSWERED, event.at, (HangUp(phase.leg), *_part(phase)))
        case AgentLeft(leg=phase.leg):
            return _agent_left(phase, event.at, edition)
        case CommandFailed(command="Bridge", about=phase.bridge):
            return _not_bridged(phase, event.at)
        case Held(channel=phase.leg) | Retrieved(channel=phase.leg):
            return _hold(phase, event, edition)
        case TransferAsked(leg=phase.leg, target=target):
            return _transfer(phase, target, event.at, edition)
        case Resynced(observed=observed):
            return _see_talking(phase, observed, event.at, edition)
        case _:
            return stay(phase)


def _part(phase: Talking) -> tuple[Command, ...]:
    return CloseBridge(phase.bridge), _release(phase)


def _release(phase: Talking) -> ReleaseToWrapUp:
    return ReleaseToWrapUp(phase.contact.talks[-1].place, phase.agent)


def _hush(phase: Talking) -> tuple[Command, ...]:
    """A caller who is on hold hears music, and nothing else over it."""
    held = phase.contact.talks[-1].held_since is not None
    return (StopMusic(phase.contact.channel),) if held else ()


def _agent_left(phase: Talking, at: float, edition: Edition) -> Transition:
    contact = left_behind(_talk_over(phase.contact, at), phase.position)
    # The agent first: his next caller need not wait for what is still to be done for this one.
    apart = (Unbridge(phase.bridge, contact.channel), CloseBridge(phase.bridge))
    parting = (_release(phase), *_hush(phase), *apart)
    queue = edition.centre.queues.get(contact.talks[-1].queue)
    survey = queue.survey if queue and queue.survey else ""
    if is_asked(survey, agent_hung_up=True, caller_is_there=True):
        return begin_survey(contact, survey, edition, at, parting)
    return hang_up(contact, Outcome.ANSWERED, at, parting)


def _not_bridged(phase: Talking, at: float) -> Transition:
    """They could not be brought together, and heard nothing of each other: the fallback takes the caller."""
    *earlier, unheard_talk = phase.contact.talks
    waited = phase.contact.waited_in_vain + unheard_talk.since - unheard_talk.queued_at
    unheard = replace(phase.contact, talks=tuple(earlier), waited_in_vain=waited)
    return to_fallback(left_behind(unheard, phase.position), at, (HangUp(phase.leg), *_part(phase)))


def _transfer(phase: Talking, target: str, at: float, edition: Edition) -> Transition:
    """Where the agent's telephone sends the caller: a number of the house, or a colleague."""
    parting = (
        AcceptTransfer(phase.leg),
        *_hush(phase),
        Unbridge(phase.bridge, phase.contact.channel),
        HangUp(phase.leg),
        *_part(phase),
    )
    contact = _talk_over(phase.contact, at)
    if number := edition.centre.house_number(target):
        dialplan = edition.centre.numbers[number].dialplan
        return enter(left_behind(contact, phase.position), dialplan, edition, at, parting)
    colleague = AgentId(target)
    if colleague in edition.centre.agents and colleague != phase.agent:
        return _to_colleague(phase, contact, colleague, at, edition, parting)
    return Transition(phase, (RefuseTransfer(phase.leg),))


def _to_colleague(
    phase: Talking,
    contact: Contact,
    colleague: AgentId,
    at: float,
    edition: Edition,
    parting: tuple[Command, ...],
) -> Transition:
    talk = contact.talks[-1]
    number = contact.places + 1
    waiting = Waiting(
        contact=replace(contact, places=number),
        position=phase.position,
        place=place_of(contact.id, number),
        queue=talk.queue,
        needs=named_agent(colleague),
        priority=0,
        since=at,
        until=at + SECONDS_FOR_NAMED_AGENT,
        named=colleague,
    )
    return Transition(waiting, (*parting, _music(phase, edition), line_up(waiting)))


def _see_talking(phase: Talking, observed: Observed, at: float, edition: Edition) -> Transition:
    if phase.leg not in observed.channels:
        left = _agent_left(phase, at, edition)
        return Transition(left.phase, (HangUp(phase.leg), *left.commands))
    both = (phase.contact.channel, phase.leg)
    bridge = open_bridge(phase.bridge, phase.contact)
    held = phase.contact.talks[-1].held_since is not None
    sound = _music(phase, edition) if held else StopMusic(phase.contact.channel)
    if observed.bridged.issuperset(both):
        return Transition(phase, (sound,))
    return Transition(phase, (sound, bridge, Bridge(phase.bridge, both)))


def _talk_over(contact: Contact, at: float) -> Contact:
    *earlier, last = contact.talks
    return replace(contact, talks=(*earlier, replace(_retrieved(last, at), until=at)))


def _hold(phase: Talking, event: Held | Retrieved, edition: Edition) -> Transition:
    """The agent's hold is counted, and the caller hears the queue's music for as long."""
    *earlier, last = phase.contact.talks
    if isinstance(event, Held) and last.held_since is not None:
        return stay(phase)
    held = isinstance(event, Held)
    talk = replace(last, held_since=event.at) if held else _retrieved(last, event.at)
    contact = replace(phase.contact, talks=(*earlier, talk))
    sound = _music(phase, edition) if held else StopMusic(phase.contact.channel)
    return Transition(replace(phase, contact=contact), (sound,))


def _music(phase: Talking, edition: Edition) -> StartMusic:
    queue = edition.centre.queues.get(phase.contact.talks[-1].queue)
    return StartMusic(phase.contact.channel, queue.music if queue else "default")


def _retrieved(talk: Talk, at: float) -> Talk:
    if talk.held_since is None:
        return talk
    return replace(talk, hold_seconds=talk.hold_seconds + at - talk.held_since, held_since=None)
