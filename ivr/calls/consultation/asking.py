"""Asking: an agent in a talk begins to consult a colleague, somebody of a queue, or a number outside."""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.phases import Consulting, Party, Talking
from ivr.calls.shown import shown_on_a_line
from ivr.calls.talk.holding import set_aside
from ivr.calls.talk.sending import (
    SECONDS_FOR_NAMED_AGENT,
    SECONDS_OUTSIDE,
    able_needs,
    named_agent,
    sendable,
    supervisor_of,
)
from ivr.calls.talk.targets import ToColleague, ToLine, ToOutside
from ivr.calls.talks import held, talk_on
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Command, Dial, Enqueue, OpenBridge
from ivr.telephony.ids import AgentId, ChannelId, bridge_of, number_leg, place_of

SECONDS_FOR_A_QUEUE = 60.0
"""How long an agent waits for somebody of a queue to consult."""


def ask(phase: Talking, own: ChannelId, dialled: str, at: float, edition: Edition) -> Transition | None:
    """The agent consults over the channel ``own``; None when that cannot be done."""
    match sendable(phase, dialled, edition):
        case ToColleague(agent=agent):
            consulting = _lined_up(phase, own, talk_on(phase.contact, phase.leg).queue, at, edition)
            named = replace(
                consulting,
                named=agent,
                needs=named_agent(agent),
                give_up=at + SECONDS_FOR_NAMED_AGENT,
                until=at + SECONDS_FOR_NAMED_AGENT,
            )
            return _begun(phase, named, edition)
        case ToLine(queue=queue):
            return _begun(phase, _lined_up(phase, own, queue, at, edition), edition)
        case ToOutside() as to:
            return _ask_outside(phase, own, to, at, edition)
        case _:
            return None


def ask_supervisor(phase: Talking, at: float, edition: Edition) -> Transition | None:
    """The agent consults whoever of his talk's supervisors is ready; None when it has none."""
    queue = talk_on(phase.contact, phase.leg).queue
    agents = edition.centre.agents.items()
    if phase.others or not any(agent != phase.agent and one.may_supervise(queue) for agent, one in agents):
        return None
    consulting = _lined_up(phase, phase.leg, queue, at, edition)
    return _begun(phase, replace(consulting, needs=supervisor_of(queue)), edition)


def line_up_again(phase: Consulting) -> Enqueue:
    """The command that puts, or puts again, the wait for somebody to consult into line."""
    return Enqueue(phase.place, phase.queue, phase.needs, phase.priority, phase.since)


def _lined_up(phase: Talking, own: ChannelId, queue: str, at: float, edition: Edition) -> Consulting:
    """The consultation of whoever of the queue is free."""
    talk = talk_on(phase.contact, phase.leg)
    number = phase.contact.places + 1
    contact = replace(held(phase.contact, phase.leg, at), places=number)
    able = able_needs(talk, queue, edition)
    return Consulting(
        contact=contact,
        talking=phase,
        own=own,
        queue=queue,
        needs=able,
        relaxed=able,
        priority=talk.priority,
        since=at,
        give_up=at + SECONDS_FOR_A_QUEUE,
        until=at + SECONDS_FOR_A_QUEUE,
        place=place_of(contact.id, number),
    )


def _begun(phase: Talking, consulting: Consulting, edition: Edition) -> Transition:
    aside = set_aside(phase, consulting.own, edition)
    return Transition(consulting, (*aside, line_up_again(consulting)))


def _ask_outside(phase: Talking, own: ChannelId, to: ToOutside, at: float, edition: Edition) -> Transition:
    talk = talk_on(phase.contact, phase.leg)
    contact, party, call = _call_outside(held(phase.contact, phase.leg, at), to, phase.agent, edition)
    consulting = Consulting(
        contact=contact,
        talking=phase,
        own=own,
        queue=talk.queue,
        needs=talk.needs,
        relaxed=talk.needs,
        priority=talk.priority,
        since=at,
        give_up=at + SECONDS_OUTSIDE,
        until=at + SECONDS_OUTSIDE,
        party=party,
        bridge=bridge_of(contact.id, contact.legs),
        rang_at=at,
    )
    opened = OpenBridge(consulting.bridge, mixed=True)
    return Transition(consulting, (*set_aside(phase, own, edition), opened, call))


def _call_outside(
    contact: Contact, to: ToOutside, agent: AgentId, edition: Edition
) -> tuple[Contact, Party, Command]:
    number = contact.legs + 1
    leg = number_leg(contact.id, number)
    call = Dial(leg, to.number, to.trunk, shown_on_a_line(contact, edition), SECONDS_OUTSIDE, agent)
    return replace(contact, legs=number), Party(leg), call
