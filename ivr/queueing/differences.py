"""Differences: where board, contacts and phone system do not tell the same, and what sets each right.

Each is one thing that was lost on its way.  What two looks after one another find alike is no mere
moment between two steps.
"""

from collections.abc import Iterable, Mapping
from typing import assert_never

import msgspec
from msgspec.structs import replace

import routing
from ivr.calls.belongings import legs_of
from ivr.calls.phases import Introducing, Leaving, Phase, Ringing
from ivr.dialplan.centre.centre import Centre
from ivr.queueing.restoring import restored
from ivr.telephony.events import Observed
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId, is_agent_leg, is_number_leg, owner

_OFFERED = (routing.AgentState.RESERVED, routing.AgentState.RINGING)


class BoardDiffers(msgspec.Struct, frozen=True):
    """The board knows something else than the contacts do; ``change`` is what it was not told.

    ``kind`` is a word: agent_held, miss_untold, answer_untold, talk_untold, ring_untold, call_untold,
    end_untold.
    """

    kind: str
    call: PlaceId
    agent: AgentId
    change: routing.Change


class OfferUnheard(msgspec.Struct, frozen=True):
    """An agent is reserved for a contact that still waits: it did not hear of the offer."""

    kind = "offer_unheard"
    call: PlaceId
    agent: AgentId


class ContactDiffers(msgspec.Struct, frozen=True):
    """A contact believes in channels that are gone, or did not hear that its leg was answered."""

    kind = "contact_differs"
    contact: ContactId
    channels: frozenset[ChannelId]


class LegLeftOver(msgspec.Struct, frozen=True):
    """A leg of ours is there that no contact knows: it rings or talks for nobody."""

    kind = "leg_left_over"
    contact: ContactId
    leg: ChannelId


class CallerUnknown(msgspec.Struct, frozen=True):
    """A caller is there whom no contact knows: nobody heard of his arrival."""

    kind = "caller_unknown"
    contact: ContactId


Difference = BoardDiffers | OfferUnheard | ContactDiffers | LegLeftOver | CallerUnknown


def on_the_board(
    board: Iterable[routing.AgentStanding], waiting: Iterable[str], centre: Centre, phases: Iterable[Phase]
) -> tuple[Difference, ...]:
    """Where the board differs from what the contacts' phases imply (see ``restored``)."""
    told = restored(centre, phases, ())
    calls = {PlaceId(facts.call): facts for facts in told.calls}
    holders = {AgentId(one.agent): one for one in told.agents}
    held_by = {PlaceId(one.call): agent for agent, one in holders.items() if one.call}
    standings = {AgentId(one.agent): one for one in board}
    in_line = set(map(PlaceId, waiting))
    held = {PlaceId(one.call) for one in standings.values() if one.call}
    found: list[Difference] = []
    for agent, standing in standings.items():
        if standing.call:
            call = PlaceId(standing.call)
            waits = call in calls and call not in held_by
            found += _of_agent(agent, standing, call, holders.get(agent), waits)
    for call, facts in calls.items():
        if call not in held:
            found += _of_call(facts, call in in_line, holders.get(held_by.get(call, AgentId(""))), standings)
    found += [
        BoardDiffers("end_untold", call, AgentId(""), routing.CallGone(call))
        for call in sorted(in_line - calls.keys())
    ]
    return tuple(found)


def _of_agent(
    agent: AgentId,
    standing: routing.AgentStanding,
    call: PlaceId,
    holder: routing.AgentStanding | None,
    waits: bool,
) -> tuple[Difference, ...]:
    """``holder``: how the agent stands by the contacts; ``waits``: the call has no agent by them."""
    offered = standing.state in _OFFERED
    if holder is not None and holder.call == call:
        if offered and holder.state is routing.AgentState.TALKING:
            return (BoardDiffers("answer_untold", call, agent, routing.CallAnswered(agent, call)),)
        return ()
    if not offered:
        return (BoardDiffers("agent_held", call, agent, routing.TalkEnded(agent, call)),)
    if not waits:
        return (BoardDiffers("agent_held", call, agent, routing.CallGone(call)),)
    if standing.state is routing.AgentState.RESERVED:
        return (OfferUnheard(call, agent),)
    return (BoardDiffers("miss_untold", call, agent, routing.OfferMissed(agent, call, "lost")),)


def _of_call(
    facts: routing.CallQueued,
    in_line: bool,
    holder: routing.AgentStanding | None,
    standings: Mapping[AgentId, routing.AgentStanding],
) -> tuple[Difference, ...]:
    """A call that no agent has on the board; ``holder`` is who has it by the contacts."""
    call = PlaceId(facts.call)
    if holder is None:
        return () if in_line else (BoardDiffers("call_untold", call, AgentId(""), facts),)
    agent = AgentId(holder.agent)
    if holder.state is routing.AgentState.TALKING:
        return (BoardDiffers("talk_untold", call, agent, routing.CallTaken(agent, facts)),)
    standing = standings.get(agent)
    if in_line or standing is None or standing.call:
        return ()
    ringing = replace(standing, state=holder.state, call=facts.call)
    return (BoardDiffers("ring_untold", call, agent, routing.Restored((ringing,), (facts,))),)


def in_the_phone_system(
    phases: Mapping[ContactId, Phase],
    inside: frozenset[ContactId],
    observed: Mapping[ContactId, Observed],
    callers: frozenset[ContactId],
) -> tuple[Difference, ...]:
    """Where the phone system has less or more than the contacts know of.

    ``inside`` are all contacts of the house, guests in them included; ``observed`` is gathered by host.
    """
    found: list[Difference] = []
    for contact, phase in phases.items():
        found += _of_contact(contact, phase, observed.get(contact, Observed()))
    for contact, seen in observed.items():
        if contact not in inside:
            found += [LegLeftOver(contact, leg) for leg in sorted(seen.channels) if _is_leg(leg)]
    found += [CallerUnknown(contact) for contact in sorted(callers - inside)]
    return tuple(found)


def _of_contact(contact: ContactId, phase: Phase, seen: Observed) -> tuple[Difference, ...]:
    known = {phase.contact.channel, *legs_of(phase)}
    left_over = [LegLeftOver(contact, leg) for leg in sorted(seen.channels - known) if _is_leg(leg)]
    wrong = frozenset(known - seen.channels) | _unheard(phase, seen)
    if isinstance(phase, Leaving) or not wrong:
        return tuple(left_over)
    return (ContactDiffers(contact, wrong), *left_over)


def _unheard(phase: Phase, seen: Observed) -> frozenset[ChannelId]:
    """The leg that was answered while the contact thinks that it still rings."""
    match phase:
        case Introducing():
            return frozenset()
        case Ringing(leg=leg):
            return seen.answered & {leg}
        case _:
            return frozenset()


def _is_leg(channel: ChannelId) -> bool:
    return is_agent_leg(channel) or is_number_leg(channel)


def concerns(difference: Difference) -> ContactId:
    """The contact that the difference is about."""
    match difference:
        case BoardDiffers(call=call) | OfferUnheard(call=call):
            return owner(call)
        case ContactDiffers(contact=contact) | LegLeftOver(contact=contact) | CallerUnknown(contact=contact):
            return contact
        case _:  # pragma: no cover
            assert_never(difference)
