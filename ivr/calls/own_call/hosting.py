"""Hosting: which contact takes an agent's own call in, and what it makes of him."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ivr.calls.belongings import legs_of
from ivr.calls.consultation.asking import ask
from ivr.calls.contact import Talk
from ivr.calls.meeting import meet, open_bridge
from ivr.calls.own_call.taking_over import given_up, let_go
from ivr.calls.phases import Introducing, Parked, Phase, Ringing, Talking, Waiting
from ivr.calls.talk.recording import begin
from ivr.calls.talks import with_talk
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import (
    CloseBridge,
    Command,
    HangUp,
    StopMusic,
    Take,
    TurnAway,
    Visit,
)
from ivr.telephony.events import AgentCame
from ivr.telephony.ids import ContactId, bridge_of, place_of


def host_for(visit: Visit, phases: Iterable[Phase], in_line: Sequence[ContactId]) -> ContactId | None:
    """The contact that could take the agent's call in; ``in_line`` are those he may take, the first first."""
    present = {phase.contact.id: phase for phase in phases}
    match visit.purpose:
        case "consult":
            return _talk_of(visit.agent, present.values())
        case "take_over":
            return _talk_of(visit.target, present.values())
        case "unpark":
            return _parked_at(visit.target or visit.agent, present.values())
        case "pick_up" if visit.target:
            rings = (phase for phase in present.values() if _rings_at(phase, visit.target))
            return next((phase.contact.id for phase in rings), None)
        case "pick_up":
            return next((one for one in in_line if isinstance(present.get(one), Waiting)), None)
        case _:
            return None


def take_in(phase: Phase, event: AgentCame, edition: Edition) -> Transition:
    """The agent's call becomes a leg of this contact, or is turned away."""
    if event.channel in legs_of(phase):
        return stay(phase)
    taken = _take_in(phase, event, edition)
    return taken or Transition(phase, (TurnAway(event.channel),))


def _take_in(phase: Phase, event: AgentCame, edition: Edition) -> Transition | None:
    match phase, event.purpose:
        case Talking(agent=event.agent), "consult":
            return ask(phase, event.channel, event.target, event.at, edition)
        case Talking(agent=event.target, others=()), "take_over":
            return take(given_up(phase, event.at), event, edition, let_go(phase, edition))
        case Parked(), "unpark":
            return take(_as_waiting(phase), event, edition, ())
        case Waiting(), "pick_up":
            return take(phase, event, edition, ())
        case Ringing(waiting=waiting, leg=leg, bridge=bridge), "pick_up" if not isinstance(
            phase, Introducing
        ):
            waits = replace(waiting, contact=phase.contact)
            return take(waits, event, edition, (HangUp(leg), CloseBridge(bridge)))
        case _:
            return None


def take(phase: Waiting, event: AgentCame, edition: Edition, before: tuple[Command, ...]) -> Transition:
    """Do ``before``; the agent has taken the call himself and speaks with the caller on his own channel."""
    number = phase.contact.legs + 1
    contact = replace(phase.contact, legs=number, queue=phase.queue)
    bridge = bridge_of(contact.id, number)
    needs = phase.relaxed if phase.named else phase.needs
    talk = Talk(
        agent=event.agent,
        queue=phase.queue,
        leg=event.channel,
        place=phase.place,
        queued_at=phase.began(),
        since=event.at,
        needs=needs,
        priority=phase.priority,
    )
    together = (
        open_bridge(bridge, contact),
        StopMusic(contact.channel),
        *meet(bridge, event.channel, contact.channel),
        Take(phase.place, event.agent, phase.queue, needs, phase.priority, phase.since),
    )
    contact, muted, opened = begin(with_talk(contact, talk), phase.queue, event.agent, edition)
    talking = Talking(
        contact=contact,
        position=phase.position,
        agent=event.agent,
        leg=event.channel,
        bridge=bridge,
    )
    return Transition(talking, (*muted, *before, *together, *opened))


def _as_waiting(phase: Parked) -> Waiting:
    """The parked caller as if he waited at a place of his own."""
    talk = phase.contact.talks[-1]
    number = phase.contact.places + 1
    return Waiting(
        contact=replace(phase.contact, places=number),
        position=phase.position,
        place=place_of(phase.contact.id, number),
        queue=talk.queue,
        needs=talk.needs,
        priority=talk.priority,
        since=phase.since,
        until=phase.until,
    )


def _talk_of(agent: str, phases: Iterable[Phase]) -> ContactId | None:
    found = (phase for phase in phases if isinstance(phase, Talking) and phase.agent == agent)
    return next((phase.contact.id for phase in found), None)


def _parked_at(agent: str, phases: Iterable[Phase]) -> ContactId | None:
    found = [phase for phase in phases if isinstance(phase, Parked) and phase.by == agent]
    return min(found, key=lambda phase: phase.since).contact.id if found else None


def _rings_at(phase: Phase, agent: str) -> bool:
    return isinstance(phase, Ringing) and not isinstance(phase, Introducing) and phase.agent == agent
