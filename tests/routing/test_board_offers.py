"""Who is offered which call, and the order of the line."""

from routing import (
    Agent,
    AgentState,
    Board,
    CallAnswered,
    CallQueued,
    Offer,
    OfferMissed,
    PhoneChanged,
    SignedIn,
    TalkEnded,
    TimePassed,
)
from tests.routing.examples import LI, REPAIR, WANG, ZHAO, board, call, line, state, talking

# Who gets the call


def test_a_call_is_offered_to_a_ready_agent_who_can_take_it():
    made = board(ZHAO, WANG)
    assert made.apply(REPAIR, 100.0) == (Offer("c1", "wang"),)
    assert state(made) is AgentState.RESERVED
    assert made.waiting() == ()


def test_a_call_that_nobody_ready_can_take_waits():
    made = board(ZHAO)
    assert made.apply(REPAIR, 100.0) == ()
    (waiting,) = made.waiting()
    assert (waiting.call, waiting.queue, waiting.needs, waiting.since) == (
        "c1",
        "repair",
        {"repair": 1},
        100.0,
    )


def test_an_agent_below_the_needed_level_is_not_asked():
    assert board(WANG).apply(CallQueued("c1", "repair", {"repair": 6}), 100.0) == ()


def test_a_call_without_needs_goes_to_anybody():
    assert board(ZHAO).apply(CallQueued("c1", "any"), 100.0) == (Offer("c1", "zhao"),)


def test_the_longest_idle_agent_is_asked_first():
    assert board(WANG, LI).apply(call("c1"), 100.0) == (Offer("c1", "wang"),)
    assert board(LI, WANG).apply(call("c1"), 100.0) == (Offer("c1", "li"),)


def test_the_best_skilled_agent_is_asked_first_where_the_queue_says_so():
    best = CallQueued("c1", "repair", {"repair": 1}, strategy="best_skilled")
    assert board(WANG, LI).apply(best, 100.0) == (Offer("c1", "li"),)


def test_an_unknown_strategy_counts_as_longest_idle():
    unknown = CallQueued("c1", "repair", {"repair": 1}, strategy="by_horoscope")
    assert board(WANG, LI).apply(unknown, 100.0) == (Offer("c1", "wang"),)


def test_equally_ranked_agents_are_asked_in_the_order_of_their_ids():
    agents = {name: Agent(name, {"repair": 1}) for name in ("b", "a")}
    made = Board(agents)
    for name in agents:
        made.apply(SignedIn(name), 1.0)
        made.apply(PhoneChanged(name, True), 1.0)
    assert made.apply(call("c1"), 100.0) == (Offer("c1", "a"),)


def test_idle_time_counts_from_the_end_of_the_last_call():
    made = board(WANG, LI)
    made.apply(call("c1"), 100.0)
    made.apply(CallAnswered("wang", "c1"), 101.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    made.apply(TimePassed(), 200.0)
    assert made.apply(call("c2"), 201.0) == (Offer("c2", "li"),)


def test_an_agent_who_becomes_ready_takes_the_first_call_in_line_that_he_can_take():
    made = Board({"wang": WANG})
    made.apply(CallQueued("billing", "billing", {"billing": 1}, since=1.0), 1.0)
    made.apply(call("second", since=3.0), 3.0)
    made.apply(call("first", since=2.0), 4.0)
    made.apply(PhoneChanged("wang", True), 5.0)
    made.apply(CallQueued("any", "any", since=2.5), 5.5)
    assert made.apply(SignedIn("wang"), 6.0) == (Offer("first", "wang"),)
    assert line(made) == ["billing", "any", "second"]


def test_agents_take_the_calls_of_a_line_one_after_the_other():
    made = Board({"wang": WANG, "li": LI})
    made.apply(call("first", since=1.0), 1.0)
    made.apply(call("second", since=2.0), 2.0)
    for agent, name in (("wang", "first"), ("li", "second")):
        made.apply(PhoneChanged(agent, True), 3.0)
        assert made.apply(SignedIn(agent), 3.0) == (Offer(name, agent),)


def test_two_agents_freed_at_once_are_ranked_by_the_strategy_of_the_first_call():
    made = board(WANG, LI)
    for agent, name in (("wang", "c1"), ("li", "c2")):
        made.apply(call(name), 100.0)
        made.apply(CallAnswered(agent, name), 101.0)
        made.apply(TalkEnded(agent, name), 110.0)
    made.apply(CallQueued("c3", "repair", {"repair": 1}, since=111.0, strategy="best_skilled"), 111.0)
    made.apply(call("c4", since=112.0), 112.0)
    assert made.apply(TimePassed(), 115.0) == (Offer("c3", "li"), Offer("c4", "wang"))


# The order of the line


def test_the_line_goes_by_priority_then_by_place_over_all_queues():
    made = Board({})
    made.apply(call("late", since=30.0), 30.0)
    made.apply(call("early", since=10.0, queue="other"), 31.0)
    made.apply(call("urgent", since=40.0, priority=1), 40.0)
    assert line(made) == ["urgent", "early", "late"]
    assert line(made, "repair") == ["urgent", "late"]
    assert line(made, "nowhere") == []


def test_calls_of_the_same_moment_stand_by_their_ids():
    made = Board({})
    made.apply(call("b"), 100.0)
    made.apply(call("a"), 100.0)
    assert line(made) == ["a", "b"]


def test_a_position_is_counted_within_the_queue_over_all_needs():
    made = Board({})
    made.apply(call("first", since=1.0), 1.0)
    made.apply(call("other", since=2.0, queue="other"), 2.0)
    made.apply(CallQueued("second", "repair", {"billing": 1}, since=3.0), 3.0)
    made.apply(call("third", since=4.0), 4.0)
    assert [made.position(name) for name in ("first", "second", "third", "other")] == [1, 2, 3, 1]


def test_a_call_that_is_offered_or_unknown_has_no_position():
    made = board(WANG)
    made.apply(REPAIR, 100.0)
    assert made.position("c1") is None
    assert made.position("nobody") is None


def test_a_call_queued_again_unchanged_stays_where_it_is():
    made = Board({})
    made.apply(call("c1"), 100.0)
    made.apply(call("c1"), 101.0)
    assert line(made) == ["c1"]


def test_a_waiting_call_queued_with_another_priority_moves():
    made = Board({})
    made.apply(call("a"), 100.0)
    made.apply(call("b"), 100.0)
    made.apply(call("b", priority=1), 101.0)
    assert line(made) == ["b", "a"]


def test_a_waiting_call_queued_with_other_needs_finds_the_agent_who_has_them():
    made = board(ZHAO)
    made.apply(REPAIR, 100.0)
    billing = CallQueued("c1", "billing", {"billing": 1}, since=100.0)
    assert made.apply(billing, 101.0) == (Offer("c1", "zhao"),)
    assert line(made) == []


def test_what_is_said_anew_of_an_offered_call_counts_when_it_comes_back():
    made = board(WANG)
    made.apply(REPAIR, 100.0)
    assert made.apply(CallQueued("c1", "billing", {"billing": 1}, since=100.0), 101.0) == ()
    made.apply(OfferMissed("wang", "c1", "no_answer"), 110.0)
    assert line(made, "billing") == ["c1"]


def test_a_call_that_is_talked_to_is_not_queued_again():
    made = talking()
    assert made.apply(call("c1", priority=3), 103.0) == ()
    assert state(made) is AgentState.TALKING
    assert line(made) == []
