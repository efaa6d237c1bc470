"""Each thing that can be lost between board, contacts and phone system is found, and nothing else is."""

import routing
from ivr.calls.phases import Phase
from ivr.queueing.differences import (
    BoardDiffers,
    CallerUnknown,
    ContactDiffers,
    Difference,
    LegLeftOver,
    OfferUnheard,
    concerns,
    in_the_phone_system,
    on_the_board,
)
from ivr.queueing.restoring import restored
from ivr.telephony.events import Observed
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId
from routing import AgentStanding, AgentState, CallGone, CallQueued
from tests.calls.transcript import CALLER, CONTACT
from tests.server.examples import EDITION, TO_RINGING, TO_TALKING, phase_after

CENTRE = EDITION.centre
PLACE = PlaceId(f"{CONTACT}.place.1")
LEG = ChannelId(f"{CONTACT}.agent.1")
ZHANG, LI, NOBODY = AgentId("8001"), AgentId("8002"), AgentId("")
WAITING, RINGING, TALKING = phase_after(*TO_RINGING[:2]), phase_after(*TO_RINGING), phase_after(*TO_TALKING)


def stands(agent: AgentId, state: AgentState, call: str | None = PLACE) -> AgentStanding:
    return AgentStanding(agent, state, 990.0, call, signed_in=True, reachable=True)


def board(
    *standings: AgentStanding, phases: tuple[Phase, ...] = (), line: tuple[str, ...] = ()
) -> tuple[Difference, ...]:
    return on_the_board(standings, line, CENTRE, phases)


def facts() -> CallQueued:
    return restored(CENTRE, (WAITING,), ()).calls[0]


def test_a_board_that_knows_what_the_contacts_know_does_not_differ() -> None:
    free = stands(LI, AgentState.READY, None)
    assert board(free, phases=(WAITING,), line=(PLACE,)) == ()
    assert board(stands(ZHANG, AgentState.RESERVED), free, phases=(RINGING,)) == ()
    assert board(stands(ZHANG, AgentState.RINGING), free, phases=(RINGING,)) == ()
    assert board(stands(ZHANG, AgentState.TALKING), free, phases=(TALKING,)) == ()
    assert board(stands(ZHANG, AgentState.TALKING, None), free) == ()


def test_an_agent_who_is_held_for_a_contact_that_is_gone_is_given_back() -> None:
    for state in (AgentState.RESERVED, AgentState.RINGING):
        assert board(stands(ZHANG, state)) == (BoardDiffers("agent_held", PLACE, ZHANG, CallGone(PLACE)),)
    over = routing.TalkEnded(ZHANG, PLACE)
    assert board(stands(ZHANG, AgentState.TALKING)) == (BoardDiffers("agent_held", PLACE, ZHANG, over),)


def test_an_agent_who_is_held_for_a_contact_that_another_has_is_given_back() -> None:
    found = board(stands(LI, AgentState.RESERVED), stands(ZHANG, AgentState.READY, None), phases=(TALKING,))
    assert found == (BoardDiffers("agent_held", PLACE, LI, CallGone(PLACE)),)


def test_who_is_reserved_for_a_contact_that_waits_is_offered_to_it_once_more() -> None:
    found = board(stands(ZHANG, AgentState.RESERVED), phases=(WAITING,))
    assert found == (OfferUnheard(PLACE, ZHANG),)
    assert concerns(found[0]) == CONTACT


def test_who_rings_for_a_contact_that_waits_again_has_missed_it() -> None:
    missed = routing.OfferMissed(ZHANG, PLACE, "lost")
    found = board(stands(ZHANG, AgentState.RINGING), phases=(WAITING,))
    assert found == (BoardDiffers("miss_untold", PLACE, ZHANG, missed),)


def test_who_talks_by_the_contact_talks_by_the_board() -> None:
    found = board(stands(ZHANG, AgentState.RINGING), phases=(TALKING,))
    assert found == (BoardDiffers("answer_untold", PLACE, ZHANG, routing.CallAnswered(ZHANG, PLACE)),)


def test_a_talk_that_the_board_does_not_know_is_told() -> None:
    (found,) = board(stands(ZHANG, AgentState.READY, None), phases=(TALKING,))
    assert isinstance(found, BoardDiffers)
    assert (found.kind, found.agent) == ("talk_untold", ZHANG)
    assert isinstance(found.change, routing.CallTaken)
    assert found.change.facts.call == PLACE


def test_a_call_that_rings_at_an_agent_whom_the_board_thinks_free_is_told() -> None:
    (found,) = board(stands(ZHANG, AgentState.READY, None), phases=(RINGING,))
    assert isinstance(found, BoardDiffers)
    assert found.kind == "ring_untold"
    assert found.change == routing.Restored((stands(ZHANG, AgentState.RINGING),), (facts(),))
    assert board(stands(ZHANG, AgentState.READY, None), phases=(RINGING,), line=(PLACE,)) == ()


def test_a_contact_that_waits_unknown_to_the_board_is_put_into_line_again() -> None:
    assert board(phases=(WAITING,)) == (BoardDiffers("call_untold", PLACE, NOBODY, facts()),)


def test_a_call_in_line_that_no_contact_waits_for_leaves_it() -> None:
    assert board(line=(PLACE,)) == (BoardDiffers("end_untold", PLACE, NOBODY, CallGone(PLACE)),)


def seen(phase: Phase | None, observed: Observed, *callers: ContactId) -> tuple[Difference, ...]:
    phases = {CONTACT: phase} if phase is not None else {}
    return in_the_phone_system(phases, frozenset(phases), {CONTACT: observed}, frozenset(callers))


def test_a_phone_system_that_has_what_the_contact_knows_does_not_differ() -> None:
    both = frozenset({CALLER, LEG})
    assert seen(WAITING, Observed(channels=frozenset({CALLER})), CONTACT) == ()
    assert seen(RINGING, Observed(channels=both)) == ()
    assert seen(TALKING, Observed(channels=both, answered=both)) == ()


def test_channels_that_are_gone_are_told_to_their_contact() -> None:
    found = seen(TALKING, Observed(channels=frozenset({CALLER})))
    assert found == (ContactDiffers(CONTACT, frozenset({LEG})),)
    assert in_the_phone_system({CONTACT: WAITING}, frozenset({CONTACT}), {}, frozenset()) == (
        ContactDiffers(CONTACT, frozenset({CALLER})),
    )


def test_an_answer_that_was_not_heard_is_told_to_its_contact() -> None:
    both = frozenset({CALLER, LEG})
    found = seen(RINGING, Observed(channels=both, answered=both))
    assert found == (ContactDiffers(CONTACT, frozenset({LEG})),)


def test_a_leg_that_rings_for_nobody_is_found_in_a_contact_and_without_one() -> None:
    both = frozenset({CALLER, LEG})
    assert seen(WAITING, Observed(channels=both)) == (LegLeftOver(CONTACT, LEG),)
    found = seen(None, Observed(channels=both), CONTACT)
    assert found == (LegLeftOver(CONTACT, LEG), CallerUnknown(CONTACT))
    assert [concerns(one) for one in found] == [CONTACT, CONTACT]
