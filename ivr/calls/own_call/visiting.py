"""Visiting: an agent's own call asks to be taken into another contact, or becomes a call inside the house."""

from msgspec.structs import replace

from ivr.calls.caller.announcing import tell
from ivr.calls.caller.walking import call_number, enqueue, line_up
from ivr.calls.contact import Contact
from ivr.calls.leaving import over
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Visiting, Waiting
from ivr.calls.talk.sending import SECONDS_FOR_NAMED_AGENT, SECONDS_OUTSIDE, named_agent
from ivr.calls.talk.targets import ToColleague, ToLine, ToOutside, target_of
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.dialplan.step import Position, ToNumber, ToQueue
from ivr.telephony.commands import Command, StartMusic, Visit
from ivr.telephony.events import CallerLeft, Event, Resynced, TakenIn, TimedOut, TurnedAway
from ivr.telephony.ids import AgentId, place_of

SECONDS_TO_VISIT = 1.5
"""Whoever is not taken in after this long hears so; less than the 2 s that nobody may spend in silence."""

NOWHERE = Position(dialplan="", node="")
"""Where a call inside the house stands: in no dialplan."""

_IN_VAIN = {"unpark": "nobody_parked", "pick_up": "nobody_to_pick_up", "take_over": "not_talking"}


def visit(
    contact: Contact, agent: AgentId, purpose: str, target: str, at: float, before: tuple[Command, ...]
) -> Transition:
    """Do ``before``, then ask to be taken in."""
    phase = Visiting(
        contact=contact, agent=agent, purpose=purpose, target=target, until=at + SECONDS_TO_VISIT
    )
    return Transition(phase, (*before, _asks(phase)))


def advance_visiting(phase: Visiting, event: Event, edition: Edition) -> Transition:
    """He is taken in, and his call goes on there; or he is turned away."""
    match event:
        case CallerLeft() | TakenIn():
            return over(phase.contact, Outcome.FEATURE_CODE, event.at)
        case TurnedAway():
            return _turned_away(phase, event.at, edition)
        case TimedOut(until=phase.until):
            return tell(phase.contact, ("not_done",), event.at)
        case Resynced():
            again = replace(phase, until=event.at + SECONDS_TO_VISIT)
            return Transition(again, (_asks(again),))
        case _:
            return stay(phase)


def _asks(phase: Visiting) -> Visit:
    return Visit(phase.contact.channel, phase.agent, phase.purpose, phase.target)


def _turned_away(phase: Visiting, at: float, edition: Edition) -> Transition:
    if phase.purpose != "consult":
        return tell(phase.contact, (_IN_VAIN.get(phase.purpose, "not_done"),), at)
    contact = replace(phase.contact, internal=True)
    match target_of(phase.target, edition.centre):
        case ToColleague(agent=agent) if agent != phase.agent:
            return _call_colleague(contact, agent, at)
        case ToLine(queue=queue):
            return enqueue(contact, NOWHERE, ToQueue(queue=queue, needs={}), edition, at, ())
        case ToOutside(number=number, trunk=trunk):
            to = ToNumber(number=number, trunk=trunk, seconds=SECONDS_OUTSIDE)
            return call_number(contact, NOWHERE, to, edition, at, (), phase.agent)
        case _:
            return tell(contact, ("not_possible",), at)


def _call_colleague(contact: Contact, colleague: AgentId, at: float) -> Transition:
    number = contact.places + 1
    waiting = Waiting(
        contact=replace(contact, places=number),
        position=NOWHERE,
        place=place_of(contact.id, number),
        queue="",
        needs=named_agent(colleague),
        priority=0,
        since=at,
        until=at + SECONDS_FOR_NAMED_AGENT,
        named=colleague,
    )
    return Transition(waiting, (StartMusic(contact.channel, "default"), line_up(waiting)))
