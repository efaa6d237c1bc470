"""Calls that agents take themselves, and their telephones' use beside the board."""

from routing import (
    Agent,
    AgentsChanged,
    AgentState,
    CallAnswered,
    CallQueued,
    CallTaken,
    Offer,
    OfferMissed,
    PhoneChanged,
    PhoneUsed,
    SignedIn,
    TalkEnded,
    TimePassed,
)
from tests.routing.examples import LI, REPAIR, WANG, ZHAO, board, call, line, state


def test_a_call_in_line_that_an_agent_takes_is_his():
    made = board(ZHAO)
    made.apply(REPAIR, 100.0)

    assert made.apply(CallTaken("zhao", REPAIR), 101.0) == ()
    assert line(made) == []
    assert (made.agent("zhao").state, made.agent("zhao").call) == (AgentState.TALKING, "c1")
    made.apply(TalkEnded("zhao", "c1"), 105.0)
    assert state(made, ZHAO) is AgentState.WRAP_UP


def test_a_call_that_is_new_to_the_board_can_be_taken():
    made = board(WANG)

    made.apply(CallTaken("wang", call("c9")), 101.0)

    assert made.agent("wang").call == "c9"


def test_whom_a_taken_call_rang_is_given_back_without_a_miss():
    made = board(WANG, LI, misses_before_pause=1)
    assert made.apply(REPAIR, 100.0) == (Offer("c1", "wang"),)

    made.apply(CallTaken("li", REPAIR), 101.0)

    assert state(made) is AgentState.READY
    assert made.agent("li").call == "c1"
    made.apply(OfferMissed("wang", "c1", "gone"), 101.1)
    assert state(made) is AgentState.READY


def test_an_agent_who_is_offered_another_call_does_not_get_the_one_he_takes():
    made = board(WANG)
    made.apply(REPAIR, 100.0)
    made.apply(call("c2", since=101.0), 101.0)

    assert made.apply(CallTaken("wang", call("c2")), 102.0) == ()
    assert (made.agent("wang").call, line(made)) == ("c1", [])


def test_a_talk_is_not_taken_from_whoever_has_it():
    made = board(WANG, LI)
    made.apply(REPAIR, 100.0)
    made.apply(CallAnswered("wang", "c1"), 101.0)

    made.apply(CallTaken("li", REPAIR), 102.0)

    assert (made.agent("wang").call, state(made, LI)) == ("c1", AgentState.READY)


def test_a_call_taken_in_the_wrap_up_ends_it():
    made = board(WANG)
    made.apply(CallTaken("wang", call("c1")), 100.0)
    made.apply(TalkEnded("wang", "c1"), 101.0)
    made.apply(CallTaken("wang", CallQueued("c2", "own")), 102.0)

    made.apply(TalkEnded("wang", "c2"), 103.0)

    assert state(made) is AgentState.READY


def test_an_agent_in_a_call_of_his_own_is_offered_none_until_it_is_over():
    made = board(WANG)
    made.apply(PhoneUsed("wang", True), 50.0)
    assert state(made) is AgentState.TALKING

    assert made.apply(REPAIR, 100.0) == ()
    assert made.apply(PhoneUsed("wang", False), 110.0) == (Offer("c1", "wang"),)


def test_a_telephone_in_use_for_the_boards_own_call_is_free_with_the_end_of_that():
    made = board(WANG)
    made.apply(call("c1"), 100.0)
    made.apply(PhoneUsed("wang", True), 100.5)
    made.apply(CallAnswered("wang", "c1"), 101.0)
    made.apply(TalkEnded("wang", "c1"), 105.0)

    assert made.apply(call("c2", since=106.0), 106.0) == ()
    assert made.apply(TimePassed(), 110.0) == (Offer("c2", "wang"),)


def test_the_time_of_a_call_of_his_own_is_no_idle_time():
    made = board(WANG, LI)
    made.apply(PhoneUsed("wang", True), 50.0)
    made.apply(PhoneUsed("wang", False), 60.0)

    assert made.apply(REPAIR, 100.0) == (Offer("c1", "li"),)


def test_an_agent_who_left_the_centre_and_came_back_has_been_idle_since_then():
    made = board(WANG, LI)
    made.apply(CallQueued("c0", "repair", {"repair": 1}, since=3.0), 3.0)
    made.apply(OfferMissed("wang", "c0", "busy"), 4.0)
    made.apply(CallAnswered("li", "c0"), 5.0)
    only_li = {"li": LI}
    made.apply(AgentsChanged(only_li), 6.0)
    made.apply(AgentsChanged({**only_li, "wang": Agent("wang", {"repair": 5})}), 7.0)
    made.apply(PhoneChanged("wang", True), 8.0)
    made.apply(TalkEnded("li", "c0"), 9.0)
    made.apply(SignedIn("wang"), 50.0)

    assert made.apply(call("c1"), 100.0) == (Offer("c1", "li"),)
