"""What becomes of an offer: answered, missed, gone."""

from routing import (
    AgentRings,
    AgentsChanged,
    AgentStanding,
    AgentState,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    Change,
    Offer,
    OfferMissed,
    Paused,
    PhoneChanged,
    Ready,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
)
from tests.routing.examples import LI, REPAIR, WANG, ZHAO, board, call, line, state, talking

# The life of an offer


def test_an_agent_goes_from_reserved_to_ringing_to_talking_to_wrap_up_to_ready():
    made = board(WANG)
    made.apply(REPAIR, 100.0)
    made.apply(AgentRings("wang", "c1"), 101.0)
    assert state(made) is AgentState.RINGING
    made.apply(CallAnswered("wang", "c1"), 102.0)
    assert made.agent("wang") == AgentStanding(
        "wang", AgentState.TALKING, 102.0, call="c1", signed_in=True, reachable=True
    )
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert made.agent("wang") == AgentStanding(
        "wang", AgentState.WRAP_UP, 110.0, until=115.0, signed_in=True, reachable=True
    )
    made.apply(TimePassed(), 115.0)
    assert made.agent("wang") == AgentStanding(
        "wang", AgentState.READY, 115.0, signed_in=True, reachable=True
    )


def test_an_answer_may_come_before_the_news_of_ringing():
    made = board(WANG)
    made.apply(REPAIR, 100.0)
    made.apply(CallAnswered("wang", "c1"), 101.0)
    made.apply(AgentRings("wang", "c1"), 102.0)
    assert state(made) is AgentState.TALKING


def test_a_missed_call_goes_to_the_next_agent_and_the_one_who_missed_it_is_ready():
    made = board(WANG, LI)
    made.apply(REPAIR, 100.0)
    assert made.apply(OfferMissed("wang", "c1", "no_answer"), 115.0) == (Offer("c1", "li"),)
    assert state(made) is AgentState.READY


def test_a_missed_call_keeps_its_place():
    made = board(WANG)
    made.apply(call("c1", since=100.0), 100.0)
    made.apply(call("c2", since=101.0), 101.0)
    made.apply(Paused("wang", "lunch"), 102.0)
    made.apply(OfferMissed("wang", "c1", "no_answer"), 115.0)
    assert line(made) == ["c1", "c2"]
    assert made.waiting()[0].missed_by == ("wang",)


def test_an_agent_who_missed_a_call_is_passed_over_for_it_while_another_is_ready():
    made = board(WANG, LI)
    made.apply(REPAIR, 100.0)
    made.apply(SignedOut("li"), 101.0)
    made.apply(Paused("wang", "lunch"), 102.0)
    made.apply(OfferMissed("wang", "c1", "no_answer"), 103.0)
    assert made.apply(SignedIn("li"), 104.0) == (Offer("c1", "li"),)
    made.apply(Ready("wang"), 105.0)
    assert made.apply(OfferMissed("li", "c1", "declined"), 106.0) == (Offer("c1", "wang"),)


def test_when_all_ready_agents_missed_the_call_it_is_offered_to_them_again():
    made = board(WANG, LI)
    made.apply(REPAIR, 100.0)
    made.apply(OfferMissed("wang", "c1", "no_answer"), 110.0)
    assert made.apply(OfferMissed("li", "c1", "no_answer"), 120.0) == (Offer("c1", "wang"),)
    assert made.apply(OfferMissed("wang", "c1", "no_answer"), 130.0) == (Offer("c1", "li"),)


BEST = CallQueued("c1", "repair", {"repair": 1}, since=100.0, strategy="best_skilled")


def test_forgotten_misses_do_not_count_any_more():
    made = board(WANG, LI)
    assert made.apply(BEST, 100.0) == (Offer("c1", "li"),)
    assert made.apply(OfferMissed("li", "c1", "no_answer"), 110.0) == (Offer("c1", "wang"),)
    assert made.apply(OfferMissed("wang", "c1", "no_answer"), 120.0) == (Offer("c1", "li"),)
    assert made.apply(OfferMissed("li", "c1", "no_answer"), 130.0) == (Offer("c1", "wang"),)


def test_misses_are_forgotten_when_only_one_who_missed_comes_back():
    made = board(WANG, LI, misses_before_pause=1)
    made.apply(BEST, 100.0)
    made.apply(OfferMissed("li", "c1", "no_answer"), 110.0)
    made.apply(OfferMissed("wang", "c1", "no_answer"), 120.0)
    assert made.waiting()[0].missed_by == ("li", "wang")
    assert made.apply(Ready("li"), 130.0) == (Offer("c1", "li"),)
    made.apply(Paused("li", "lunch"), 140.0)
    made.apply(OfferMissed("li", "c1", "no_answer"), 150.0)
    assert made.waiting()[0].missed_by == ("li",)


def test_an_agent_who_missed_a_call_is_given_the_next_in_line_that_is_before_it():
    made = board(WANG)
    made.apply(call("c1", since=100.0), 100.0)
    made.apply(call("c0", since=90.0), 101.0)
    assert made.apply(OfferMissed("wang", "c1", "no_answer"), 115.0) == (Offer("c0", "wang"),)
    assert line(made) == ["c1"]


def test_an_agent_who_missed_is_idle_anew_and_comes_after_the_others():
    made = board(WANG, LI)
    made.apply(REPAIR, 100.0)
    made.apply(OfferMissed("wang", "c1", "no_answer"), 110.0)
    made.apply(CallGone("c1"), 111.0)
    assert made.apply(call("c2"), 112.0) == (Offer("c2", "li"),)


def test_a_caller_who_leaves_gives_the_agent_back_with_his_idle_time():
    made = board(WANG, LI)
    made.apply(REPAIR, 100.0)
    made.apply(AgentRings("wang", "c1"), 101.0)
    assert made.apply(CallGone("c1"), 102.0) == ()
    assert state(made) is AgentState.READY
    assert made.apply(call("c2"), 103.0) == (Offer("c2", "wang"),)


def test_an_agent_given_back_takes_the_next_call():
    made = board(WANG)
    made.apply(call("c1", since=1.0), 1.0)
    made.apply(call("c2", since=2.0), 2.0)
    assert made.apply(CallGone("c1"), 3.0) == (Offer("c2", "wang"),)


def test_a_caller_who_leaves_the_line_is_gone():
    made = Board({"wang": WANG})
    made.apply(REPAIR, 100.0)
    made.apply(CallGone("c1"), 101.0)
    made.apply(PhoneChanged("wang", True), 102.0)
    assert made.apply(SignedIn("wang"), 103.0) == ()


def test_a_talk_is_not_ended_by_the_call_leaving_the_line():
    made = talking()
    made.apply(CallGone("c1"), 103.0)
    assert state(made) is AgentState.TALKING


def test_stale_news_of_another_call_or_another_agent_changes_nothing():
    made = board(WANG, LI)
    made.apply(call("c1"), 100.0)
    before = made.agents()
    stale: tuple[Change, ...] = (
        AgentRings("li", "c1"),
        CallAnswered("li", "c1"),
        OfferMissed("li", "c1", "busy"),
        TalkEnded("wang", "c1"),
        CallAnswered("wang", "c9"),
        OfferMissed("nobody", "c1", "busy"),
        CallGone("c9"),
        SignedIn("nobody"),
        TimePassed(),
    )
    assert [made.apply(change, 101.0) for change in stale] == [()] * len(stale)
    assert made.agents() == before


def test_news_of_one_call_does_not_touch_another_call_of_the_same_agent():
    made = board(WANG)
    made.apply(call("c1", since=1.0), 100.0)
    made.apply(call("c2", since=2.0), 100.0)
    for change in (AgentRings("wang", "c2"), CallAnswered("wang", "c2"), OfferMissed("wang", "c2", "busy")):
        assert made.apply(change, 101.0) == ()
        assert state(made) is AgentState.RESERVED
    assert line(made) == ["c2"]


def test_a_miss_of_a_call_that_was_answered_changes_nothing():
    made = talking()
    assert made.apply(OfferMissed("wang", "c1", "no_answer"), 103.0) == ()
    assert state(made) is AgentState.TALKING


# Misses in a row


def miss(made: Board, name: str, at: float) -> None:
    made.apply(call(name), at)
    made.apply(OfferMissed("wang", name, "no_answer"), at)
    made.apply(CallGone(name), at)


def test_the_third_miss_in_a_row_pauses_the_agent():
    made = board(WANG)
    miss(made, "c1", 100.0)
    miss(made, "c2", 101.0)
    assert state(made) is AgentState.READY
    miss(made, "c3", 102.0)
    standing = made.agent("wang")
    assert standing is not None
    assert (standing.state, standing.reason) == (AgentState.PAUSED, "missed")


def test_an_answered_call_and_the_end_of_the_pause_start_the_count_anew():
    made = board(WANG, misses_before_pause=2)
    miss(made, "c1", 100.0)
    made.apply(CallQueued("c2", "repair", {"repair": 1}), 101.0)
    made.apply(CallAnswered("wang", "c2"), 102.0)
    made.apply(TalkEnded("wang", "c2"), 103.0)
    miss(made, "c3", 104.0)
    assert state(made) is AgentState.READY
    miss(made, "c4", 105.0)
    assert state(made) is AgentState.PAUSED
    made.apply(Ready("wang"), 106.0)
    miss(made, "c5", 107.0)
    assert state(made) is AgentState.READY


def test_zero_means_that_misses_never_pause():
    made = board(WANG, misses_before_pause=0)
    for number in range(9):
        miss(made, f"c{number}", 100.0 + number)
    assert state(made) is AgentState.READY


def test_an_agent_who_asked_for_a_pause_keeps_his_own_reason():
    made = board(WANG, misses_before_pause=1)
    made.apply(REPAIR, 100.0)
    made.apply(Paused("wang", "lunch"), 101.0)
    made.apply(OfferMissed("wang", "c1", "no_answer"), 102.0)
    standing = made.agent("wang")
    assert standing is not None
    assert (standing.state, standing.reason) == (AgentState.PAUSED, "lunch")


def test_of_those_who_could_be_rung_the_ready_come_first_by_idleness_and_the_rest_as_asked() -> None:
    made = board(WANG, LI, ZHAO)
    made.apply(Paused("wang", "tea"), 10.0)
    assert made.free_to_ring(("wang", "zhao", "li", "nobody")) == ("li", "zhao", "wang")


def test_who_has_a_call_or_no_telephone_cannot_be_rung() -> None:
    made = board(WANG, LI, ZHAO)
    made.apply(PhoneChanged("zhao", False), 10.0)
    made.apply(call("c1"), 11.0)
    assert made.free_to_ring(("wang", "zhao", "li")) == ("li",)


def test_an_agent_is_told_how_many_calls_in_line_he_could_take() -> None:
    made = board()
    made.apply(AgentsChanged({agent.id: agent for agent in (WANG, ZHAO)}), 1.0)
    for name in ("c1", "c2"):
        made.apply(call(name), 2.0)
    assert [made.waiting_for(agent) for agent in ("wang", "zhao", "nobody")] == [2, 0, 0]
