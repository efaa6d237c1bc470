"""Needs that relax with the wait, and calls that wait for somebody by name."""

from routing import (
    Agent,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    Offer,
    OfferMissed,
    PhoneChanged,
    Relaxation,
    SignedIn,
    TalkEnded,
    TimePassed,
    named,
    of_team,
)
from tests.routing.examples import board, line

EXPERT = Agent("expert", {"repair": 3, "zh": 2} | named("expert"))
NOVICE = Agent("novice", {"repair": 2, "zh": 2} | named("novice") | of_team("service"))
HELPER = Agent("helper", {"billing": 1} | named("helper") | of_team("service"))
STEPS = (Relaxation(130.0, {"repair": 2, "zh": 2}), Relaxation(190.0, of_team("service")))
CALL = CallQueued("c1", "repair", {"repair": 3, "zh": 2}, since=100.0, relax=STEPS)


def test_a_call_is_offered_to_whoever_meets_its_relaxed_needs_when_they_relax():
    made = board(NOVICE)
    assert made.apply(CALL, 100.0) == ()
    assert made.due() == 130.0
    assert made.apply(TimePassed(), 129.9) == ()
    assert made.apply(TimePassed(), 130.0) == (Offer("c1", "novice"),)
    assert made.due() is None


def test_each_step_has_its_time():
    made = board(HELPER)
    made.apply(CALL, 100.0)
    assert made.apply(TimePassed(), 130.0) == ()
    assert (made.due(), made.waiting()[0].needs) == (190.0, {"repair": 2, "zh": 2})
    assert made.apply(TimePassed(), 190.0) == (Offer("c1", "helper"),)


def test_steps_that_were_slept_through_are_all_reached():
    made = board(HELPER)
    made.apply(CALL, 100.0)
    assert made.apply(CallGone("nobody"), 500.0) == (Offer("c1", "helper"),)


def test_a_call_that_reaches_two_steps_at_once_is_offered_once():
    made = board(NOVICE, HELPER)
    made.apply(CALL, 100.0)
    assert made.apply(TimePassed(), 500.0) == (Offer("c1", "novice"),)


def test_a_call_that_comes_late_begins_at_the_step_of_then():
    assert board(NOVICE).apply(CALL, 140.0) == (Offer("c1", "novice"),)


def test_relaxing_keeps_the_place_in_line():
    made = Board({})
    made.apply(CALL, 100.0)
    made.apply(CallQueued("c2", "repair", {"repair": 2, "zh": 2}, since=101.0), 101.0)
    made.apply(TimePassed(), 130.0)
    assert line(made) == ["c1", "c2"]
    assert made.position("c1") == 1


def test_the_agent_whom_the_first_needs_ask_for_is_still_offered_it_after_they_relaxed():
    made = board(EXPERT)
    made.apply(CallQueued("c0", "repair", {"repair": 1}), 99.0)
    made.apply(CallAnswered("expert", "c0"), 99.0)
    made.apply(CALL, 100.0)
    made.apply(TimePassed(), 150.0)
    assert made.apply(TalkEnded("expert", "c0"), 160.0) == (Offer("c1", "expert"),)


def test_a_call_relaxes_while_it_is_offered_and_comes_back_as_it_then_is():
    made = board(EXPERT)
    made.apply(CALL, 100.0)
    made.apply(TimePassed(), 131.0)
    made.apply(SignedIn("expert"), 131.0)
    made.apply(PhoneChanged("expert", False), 132.0)
    made.apply(OfferMissed("expert", "c1", "no_answer"), 140.0)
    assert (made.waiting()[0].needs, made.due()) == ({"repair": 2, "zh": 2}, 190.0)


def test_a_call_that_is_gone_relaxes_no_more():
    made = Board({})
    made.apply(CALL, 100.0)
    made.apply(CallGone("c1"), 110.0)
    assert made.due() is None


def test_other_steps_may_be_said_of_a_waiting_call():
    made = board(NOVICE)
    made.apply(CALL, 100.0)
    sooner = CallQueued("c1", "repair", {"repair": 3}, since=100.0, relax=(Relaxation(110.0, {"repair": 1}),))
    assert made.apply(sooner, 105.0) == ()
    assert made.due() == 110.0
    assert made.apply(TimePassed(), 110.0) == (Offer("c1", "novice"),)


def test_another_priority_does_not_undo_a_relaxation():
    made = Board({})
    made.apply(CALL, 100.0)
    made.apply(TimePassed(), 150.0)
    urgent = CallQueued("c1", "repair", {"repair": 3, "zh": 2}, 5, 100.0, relax=STEPS)
    made.apply(urgent, 151.0)
    assert (made.waiting()[0].needs, made.waiting()[0].priority) == ({"repair": 2, "zh": 2}, 5)


# By name

BY_NAME = CallQueued("c1", "repair", named("expert"), since=100.0, relax=(Relaxation(120.0, {"repair": 2}),))


def test_a_call_waits_for_the_named_agent_alone_until_that_expires():
    made = board(NOVICE)
    assert made.apply(BY_NAME, 100.0) == ()
    assert made.apply(TimePassed(), 120.0) == (Offer("c1", "novice"),)


def test_the_named_agent_who_misses_the_call_is_waited_for_no_longer():
    made = board(EXPERT, NOVICE)
    assert made.apply(BY_NAME, 100.0) == (Offer("c1", "expert"),)
    assert made.apply(OfferMissed("expert", "c1", "declined"), 105.0) == (Offer("c1", "novice"),)


def test_a_call_for_one_agent_alone_stays_his_when_nothing_follows():
    made = board(EXPERT, NOVICE)
    made.apply(CallQueued("c1", "repair", named("expert"), since=100.0), 100.0)
    assert made.apply(OfferMissed("expert", "c1", "declined"), 105.0) == (Offer("c1", "expert"),)
