"""Sending the caller on, unasked: to a colleague, a queue, a number of the house or one outside."""

from msgspec.structs import replace

from ivr.calls.caller.walking import call_number, enqueue, enter, left_behind, line_up
from ivr.calls.contact import Contact, Talk
from ivr.calls.phases import Talking, Waiting
from ivr.calls.talk.holding import hush, music
from ivr.calls.talk.parting import release
from ivr.calls.talk.targets import Target, ToColleague, ToHouse, ToLine, ToOutside, target_of
from ivr.calls.talks import ended, talk_on
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.dialplan.step import Position, ToNumber, ToQueue
from ivr.telephony.commands import (
    AcceptTransfer,
    CloseBridge,
    Command,
    HangUp,
    StopMusic,
    Unbridge,
)
from ivr.telephony.ids import AgentId, place_of

SECONDS_FOR_NAMED_AGENT = 20.0
"""How long a call that an agent transferred to a colleague waits for that colleague alone."""

SECONDS_OUTSIDE = 30.0
"""How long a number outside may ring."""


def named_agent(agent: AgentId) -> dict[str, int]:
    """The needs that one agent alone meets: the skill that bears his name (see ``routing``)."""
    return {f"agent:{agent}": 1}


def supervisor_of(queue: str) -> dict[str, int]:
    """The needs that the supervisors of a queue meet."""
    return {f"supervises:{queue}": 1}


def own_needs(talk: Talk, edition: Edition) -> dict[str, int]:
    """The needs that the call had besides those of its queue."""
    queue = edition.centre.queues.get(talk.queue)
    of_queue = queue.needs if queue else {}
    return {skill: level for skill, level in talk.needs.items() if of_queue.get(skill) != level}


def able_needs(talk: Talk, queue: str, edition: Edition) -> dict[str, int]:
    """The needs of the call in that queue."""
    known = edition.centre.queues.get(queue)
    return {**(known.needs if known else {}), **own_needs(talk, edition)}


def send_by_button(phase: Talking, dialled: str, at: float, edition: Edition) -> Transition | None:
    """The agent's telephone transfers; None when it cannot be done."""
    target = sendable(phase, dialled, edition)
    if target is None:
        return None
    return _send(phase, target, at, edition, (AcceptTransfer(phase.leg),))


def send_by_code(phase: Talking, dialled: str, at: float, edition: Edition) -> Transition | None:
    """The agent's keys transfer; None when it cannot be done."""
    target = sendable(phase, dialled, edition)
    return None if target is None else _send(phase, target, at, edition, ())


def sendable(phase: Talking, dialled: str, edition: Edition) -> Target | None:
    """Where the caller may be sent: not back to the agent himself, and nowhere from a conference."""
    target = target_of(dialled, edition.centre)
    itself = isinstance(target, ToColleague) and target.agent == phase.agent
    return None if phase.others or itself else target


def line_up_for(
    contact: Contact, position: Position, talk: Talk, named: AgentId, at: float, edition: Edition
) -> Waiting:
    """The wait for one agent alone, and then for anybody of the queue, of a caller who has talked."""
    number = contact.places + 1
    return Waiting(
        contact=replace(contact, places=number, queue=talk.queue),
        position=position,
        place=place_of(contact.id, number),
        queue=talk.queue,
        needs=named_agent(named),
        relaxed=able_needs(talk, talk.queue, edition),
        priority=talk.priority,
        since=contact.talks[0].queued_at,
        entered=at,
        until=at + SECONDS_FOR_NAMED_AGENT,
        named=named,
    )


def _send(
    phase: Talking, target: Target, at: float, edition: Edition, before: tuple[Command, ...]
) -> Transition:
    talk = talk_on(phase.contact, phase.leg)
    contact = ended(phase.contact, phase.leg, at)
    parting = (*before, *_part(phase))
    match target:
        case ToHouse(dialplan=dialplan):
            return enter(left_behind(contact, phase.position), dialplan, edition, at, parting)
        case ToLine(queue=queue):
            to = ToQueue(queue=queue, needs=own_needs(talk, edition), priority=talk.priority)
            return enqueue(contact, phase.position, to, edition, at, parting)
        case ToColleague(agent=agent):
            waiting = line_up_for(contact, phase.position, talk, agent, at, edition)
            sound = music(contact.channel, talk.queue, edition)
            return Transition(waiting, (*parting, sound, line_up(waiting)))
        case ToOutside(number=number, trunk=trunk):
            to_number = ToNumber(number=number, trunk=trunk, seconds=SECONDS_OUTSIDE)
            return call_number(contact, phase.position, to_number, edition, at, parting, phase.agent)


def _part(phase: Talking) -> tuple[Command, ...]:
    caller = phase.contact.channel
    quiet = (StopMusic(caller),) if phase.apart else hush(phase)
    return (
        *quiet,
        Unbridge(phase.bridge, caller),
        HangUp(phase.leg),
        CloseBridge(phase.bridge),
        release(phase),
    )
