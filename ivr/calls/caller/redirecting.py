"""Redirecting: an agent's telephone that is rung names a number that should take the call in its place.

Whoever is called is called by us, as if the agent had sent the caller there: where agents may send callers,
and no oftener.  What the telephone did counts as declined: who redirects each call is soon paused.
"""

from msgspec.structs import replace

from ivr.calls.caller.walking import call_number, line_up
from ivr.calls.contact import Contact
from ivr.calls.phases import Dialling, Ringing, Waiting
from ivr.calls.talk.holding import music
from ivr.calls.talk.sending import SECONDS_FOR_NAMED_AGENT, SECONDS_OUTSIDE, named_agent
from ivr.calls.talk.targets import ToColleague, ToOutside, target_of
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.dialplan.step import ToNumber
from ivr.telephony.causes import Cause
from ivr.telephony.commands import CloseBridge, Command, Dequeue, HangUp, ReleaseMissed
from ivr.telephony.ids import AgentId, place_of


def redirect(phase: Ringing, target: str, at: float, edition: Edition) -> Transition | None:
    """The caller on his way to where the telephone sends him; None when it may not send him there.

    To a colleague or a number outside, and once: who waits for one agent alone is sent on by nobody.
    """
    if phase.waiting.named is not None or phase.contact.internal:
        return None
    match target_of(target, edition.centre):
        case ToColleague(agent=agent) if agent != phase.agent:
            return _to_colleague(phase, agent, at)
        case ToOutside(number=number, trunk=trunk):
            to = ToNumber(number=number, trunk=trunk, seconds=SECONDS_OUTSIDE)
            return _to_number(phase, to, at, edition)
        case _:
            return None


def back_in_line(
    contact: Contact, waiting: Waiting, edition: Edition, before: tuple[Command, ...]
) -> Transition:
    """Do ``before``, then give the caller his place in line back: the number did not answer."""
    number = contact.places + 1
    back = replace(waiting, contact=replace(contact, places=number), place=place_of(contact.id, number))
    return Transition(back, (*before, music(contact.channel, back.queue, edition), line_up(back)))


def _to_colleague(phase: Ringing, agent: AgentId, at: float) -> Transition:
    number = phase.contact.places + 1
    waiting = replace(
        phase.waiting,
        contact=replace(phase.contact, places=number),
        place=place_of(phase.contact.id, number),
        named=agent,
        needs=named_agent(agent),
        relaxed=phase.waiting.needs,
        until=at + SECONDS_FOR_NAMED_AGENT,
    )
    return Transition(waiting, (*_given_back(phase), line_up(waiting)))


def _to_number(phase: Ringing, to: ToNumber, at: float, edition: Edition) -> Transition:
    position, before = phase.waiting.position, _given_back(phase)
    calling = call_number(phase.contact, position, to, edition, at, before, phase.agent)
    assert isinstance(calling.phase, Dialling)
    return Transition(replace(calling.phase, waiting=phase.waiting), calling.commands)


def _given_back(phase: Ringing) -> tuple[Command, ...]:
    place = phase.waiting.place
    missed = ReleaseMissed(place, phase.agent, Cause.DECLINED)
    return HangUp(phase.leg), CloseBridge(phase.bridge), missed, Dequeue(place, "redirected")
