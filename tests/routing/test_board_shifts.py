"""Wrap-up, shift, pause and telephone of an agent."""

from routing import (
    AgentsChanged,
    AgentStanding,
    AgentState,
    Board,
    CallAnswered,
    CallQueued,
    Offer,
    OfferMissed,
    Paused,
    PhoneChanged,
    PhonesChanged,
    Ready,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
)
from tests.routing.examples import LI, REPAIR, WANG, board, call, state, talking

# Wrap-up


def test_wrap_up_ends_exactly_on_time():
    made = talking()
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert made.due() == 115.0
    made.apply(TimePassed(), 114.999)
    assert state(made) is AgentState.WRAP_UP
    made.apply(TimePassed(), 115.0)
    assert state(made) is AgentState.READY
    assert made.due() is None


def test_a_wrap_up_that_is_over_ends_before_any_other_change_and_idle_time_counts_from_its_end():
    made = talking()
    made.apply(AgentsChanged({"wang": WANG, "li": LI}), 103.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    made.apply(PhoneChanged("li", True), 111.0)
    made.apply(SignedIn("li"), 118.0)
    standing = made.agent("wang")
    assert standing is not None
    assert (standing.state, standing.since) == (AgentState.READY, 115.0)
    assert made.apply(call("c2"), 120.0) == (Offer("c2", "wang"),)


def test_each_wrap_up_ends_at_its_own_time():
    made = board(WANG, LI)
    for agent, name, ended in (("wang", "c1", 110.0), ("li", "c2", 110.5)):
        made.apply(call(name), 100.0)
        made.apply(CallAnswered(agent, name), 101.0)
        made.apply(TalkEnded(agent, name), ended)
    made.apply(TimePassed(), 115.0)
    assert (state(made, WANG), state(made, LI)) == (AgentState.READY, AgentState.WRAP_UP)
    assert made.due() == 115.5


def test_who_ends_wrap_up_late_takes_the_call_that_waited_before_the_one_that_comes_now():
    made = talking()
    made.apply(call("c2"), 109.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert made.apply(call("c3", priority=9), 120.0) == (Offer("c2", "wang"),)


def test_without_wrap_up_the_agent_is_ready_at_once():
    made = board(WANG)
    made.apply(CallQueued("c1", "repair", {"repair": 1}), 100.0)
    made.apply(CallAnswered("wang", "c1"), 101.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert state(made) is AgentState.READY
    assert made.due() is None


def test_ready_ends_wrap_up_and_takes_the_next_call():
    made = talking()
    made.apply(call("c2"), 109.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert made.apply(Ready("wang"), 111.0) == (Offer("c2", "wang"),)
    assert made.due() is None


# Shift, pause and telephone


def test_an_agent_begins_offline_and_needs_both_shift_and_telephone():
    made = Board({"wang": WANG})
    assert state(made) is AgentState.OFFLINE
    made.apply(SignedIn("wang"), 1.0)
    assert state(made) is AgentState.OFFLINE
    made.apply(PhoneChanged("wang", True), 2.0)
    assert state(made) is AgentState.READY
    made.apply(SignedOut("wang"), 3.0)
    assert state(made) is AgentState.OFFLINE


def test_a_paused_agent_gets_no_call_until_he_is_ready():
    made = board(WANG)
    made.apply(Paused("wang", "lunch"), 50.0)
    assert state(made) is AgentState.PAUSED
    assert made.apply(REPAIR, 100.0) == ()
    assert made.apply(Ready("wang"), 101.0) == (Offer("c1", "wang"),)


def test_a_pause_during_a_talk_begins_after_the_wrap_up():
    made = talking()
    made.apply(Paused("wang", "lunch"), 103.0)
    standing = made.agent("wang")
    assert standing is not None
    assert (standing.state, standing.reason) == (AgentState.TALKING, "lunch")
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert state(made) is AgentState.WRAP_UP
    made.apply(TimePassed(), 115.0)
    assert state(made) is AgentState.PAUSED


def test_ready_during_a_talk_takes_the_coming_pause_back():
    made = talking()
    made.apply(Paused("wang", "lunch"), 103.0)
    made.apply(Ready("wang"), 104.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    made.apply(TimePassed(), 115.0)
    assert state(made) is AgentState.READY


def test_who_signs_out_during_a_talk_leaves_when_it_ends_without_wrap_up():
    made = talking()
    made.apply(SignedOut("wang"), 103.0)
    assert state(made) is AgentState.TALKING
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert state(made) is AgentState.OFFLINE
    assert made.due() is None


def test_who_signs_out_while_rung_and_misses_is_offline_and_not_paused_afterwards():
    made = board(WANG, misses_before_pause=1)
    made.apply(REPAIR, 100.0)
    made.apply(SignedOut("wang"), 101.0)
    made.apply(OfferMissed("wang", "c1", "no_answer"), 102.0)
    assert state(made) is AgentState.OFFLINE
    assert made.apply(SignedIn("wang"), 103.0) == (Offer("c1", "wang"),)


def test_signing_out_forgets_pause_and_wrap_up():
    made = talking()
    made.apply(TalkEnded("wang", "c1"), 110.0)
    made.apply(Paused("wang", "lunch"), 111.0)
    made.apply(SignedOut("wang"), 112.0)
    made.apply(SignedIn("wang"), 113.0)
    assert state(made) is AgentState.READY


def test_outside_a_shift_pause_and_ready_change_nothing():
    made = Board({"wang": WANG})
    made.apply(PhoneChanged("wang", True), 1.0)
    made.apply(Paused("wang", "lunch"), 2.0)
    made.apply(Ready("wang"), 3.0)
    assert made.agent("wang") == AgentStanding("wang", AgentState.OFFLINE, 0.0, reachable=True)


def test_signing_in_twice_and_ready_twice_keep_pause_and_idle_time():
    made = board(WANG, LI)
    made.apply(SignedIn("wang"), 50.0)
    made.apply(Ready("wang"), 51.0)
    made.apply(PhoneChanged("wang", True), 52.0)
    assert made.apply(call("c1"), 100.0) == (Offer("c1", "wang"),)
    made.apply(Paused("li", "lunch"), 101.0)
    made.apply(SignedIn("li"), 102.0)
    assert state(made, LI) is AgentState.PAUSED


def test_an_agent_without_telephone_is_offline_and_comes_back_to_what_he_was():
    made = board(WANG)
    made.apply(Paused("wang", "lunch"), 50.0)
    made.apply(PhoneChanged("wang", False), 51.0)
    assert state(made) is AgentState.OFFLINE
    made.apply(PhoneChanged("wang", True), 52.0)
    assert state(made) is AgentState.PAUSED


def test_a_wrap_up_runs_on_while_the_telephone_is_away():
    made = talking()
    made.apply(PhoneChanged("wang", False), 103.0)
    assert state(made) is AgentState.TALKING
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert state(made) is AgentState.OFFLINE
    made.apply(PhoneChanged("wang", True), 112.0)
    assert state(made) is AgentState.WRAP_UP
    made.apply(PhoneChanged("wang", False), 113.0)
    made.apply(TimePassed(), 115.0)
    made.apply(PhoneChanged("wang", True), 120.0)
    assert state(made) is AgentState.READY


def test_a_lost_telephone_does_not_take_the_offer_away():
    made = board(WANG, LI)
    made.apply(REPAIR, 100.0)
    assert made.apply(PhoneChanged("wang", False), 101.0) == ()
    assert state(made) is AgentState.RESERVED
    assert made.apply(OfferMissed("wang", "c1", "unreachable"), 102.0) == (Offer("c1", "li"),)
    assert state(made) is AgentState.OFFLINE


def test_who_comes_back_is_idle_anew():
    made = board(WANG, LI)
    made.apply(PhoneChanged("wang", False), 50.0)
    made.apply(PhoneChanged("wang", True), 51.0)
    assert made.apply(call("c1"), 100.0) == (Offer("c1", "li"),)


def test_a_line_that_was_lost_and_is_back_changes_nobodys_turn():
    made = board(WANG, LI)
    made.apply(PhonesChanged(frozenset()), 50.0)
    assert [standing.state for standing in made.agents()] == [AgentState.OFFLINE] * 2
    made.apply(PhonesChanged(frozenset({"li", "wang"})), 60.0)
    assert made.apply(REPAIR, 100.0) == (Offer("c1", "wang"),)


def test_who_cannot_be_rung_when_the_line_is_back_is_offered_nothing():
    made = board(WANG)
    made.apply(PhonesChanged(frozenset({"li", "somebody else"})), 50.0)
    assert made.apply(REPAIR, 100.0) == ()
