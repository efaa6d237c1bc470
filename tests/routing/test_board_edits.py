"""The board when the centre is edited or the server starts again, and what others are told."""

from routing import (
    Agent,
    AgentsChanged,
    AgentStanding,
    AgentState,
    Board,
    CallGone,
    CallQueued,
    Offer,
    OfferMissed,
    Paused,
    Ready,
    Restored,
    SignedIn,
    TalkEnded,
    TimePassed,
)
from tests.routing.examples import LI, REPAIR, WANG, ZHAO, board, call, line, state, talking

# Changes of the centre


def test_a_new_agent_appears_signed_out_and_a_removed_one_disappears():
    made = board(WANG)
    made.apply(AgentsChanged({"li": LI}), 50.0)
    assert [standing.agent for standing in made.agents()] == ["li"]
    assert made.agent("wang") is None
    assert state(made, LI) is AgentState.OFFLINE
    assert made.apply(REPAIR, 100.0) == ()


def test_a_removed_agent_keeps_his_call_and_leaves_when_it_ends():
    made = talking()
    made.apply(AgentsChanged({}), 103.0)
    assert state(made) is AgentState.TALKING
    made.apply(SignedIn("wang"), 104.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert made.agents() == ()


def test_an_agent_removed_and_added_during_a_talk_stays_signed_out():
    made = talking()
    made.apply(AgentsChanged({}), 103.0)
    made.apply(AgentsChanged({"wang": WANG}), 104.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert state(made) is AgentState.OFFLINE
    made.apply(SignedIn("wang"), 111.0)
    assert state(made) is AgentState.READY


def test_an_agent_who_gains_a_skill_takes_the_call_that_waits_for_it():
    made = board(ZHAO)
    made.apply(REPAIR, 100.0)
    learned = Agent("zhao", {"billing": 3, "repair": 1})
    assert made.apply(AgentsChanged({"zhao": learned}), 101.0) == (Offer("c1", "zhao"),)


def test_an_agent_who_loses_a_skill_is_not_asked_for_it_any_more():
    made = board(WANG)
    made.apply(call("c1"), 100.0)
    made.apply(CallGone("c1"), 101.0)
    made.apply(AgentsChanged({"wang": Agent("wang", {"zh": 9})}), 102.0)
    assert made.apply(call("c2"), 103.0) == ()


def test_unchanged_agents_keep_everything_when_the_centre_is_edited():
    made = board(WANG, LI)
    made.apply(Paused("li", "lunch"), 50.0)
    before = made.agents()
    assert made.apply(AgentsChanged({"li": LI, "wang": WANG}), 60.0) == ()
    assert made.agents() == before


def test_skills_edited_during_a_talk_count_afterwards():
    made = talking()
    made.apply(AgentsChanged({"wang": Agent("wang", {"billing": 1})}), 103.0)
    made.apply(CallQueued("c2", "billing", {"billing": 1}), 104.0)
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert made.apply(Ready("wang"), 111.0) == (Offer("c2", "wang"),)


# Restart


def test_a_board_is_restored_at_once_and_calls_are_offered_in_order():
    made = Board({agent.id: agent for agent in (WANG, LI, ZHAO)})
    there = {"signed_in": True, "reachable": True}
    standings = (
        AgentStanding("wang", AgentState.TALKING, 90.0, call="c1", **there),
        AgentStanding("li", AgentState.READY, 91.0, **there),
        AgentStanding("zhao", AgentState.WRAP_UP, 92.0, until=130.0, reason="lunch", **there),
        AgentStanding("nobody", AgentState.READY, 1.0, **there),
    )
    calls = (call("c1", since=80.0), call("c3", since=83.0), call("c2", since=82.0))
    assert made.apply(Restored(standings, calls), 100.0) == (Offer("c2", "li"),)
    assert made.agent("wang") == standings[0]
    assert made.agent("zhao") == standings[2]
    assert line(made) == ["c3"]
    assert made.due() == 130.0
    made.apply(TimePassed(), 130.0)
    assert state(made, ZHAO) is AgentState.PAUSED
    made.apply(TalkEnded("wang", "c1"), 131.0)
    assert made.due() == 136.0


def test_a_restored_offer_may_be_answered_or_missed():
    made = Board({"wang": WANG})
    ringing = AgentStanding("wang", AgentState.RINGING, 90.0, call="c1", signed_in=True, reachable=True)
    made.apply(Restored((ringing,), (REPAIR,)), 100.0)
    assert made.agent("wang") == ringing
    assert made.apply(OfferMissed("wang", "c1", "no_answer"), 101.0) == (Offer("c1", "wang"),)


def test_a_standing_without_its_call_or_with_the_call_of_another_is_ignored():
    made = Board({"wang": WANG, "li": LI})
    there = {"signed_in": True, "reachable": True}
    standings = (
        AgentStanding("wang", AgentState.TALKING, 90.0, call="c1", **there),
        AgentStanding("li", AgentState.TALKING, 90.0, call="c1", **there),
        AgentStanding("li", AgentState.RINGING, 90.0, **there),
    )
    assert made.apply(Restored(standings, (REPAIR,)), 100.0) == ()
    assert state(made, WANG) is AgentState.TALKING
    assert state(made, LI) is AgentState.OFFLINE


def test_what_the_board_knows_already_is_not_restored_over():
    made = talking()
    before = made.agents()
    ready = AgentStanding("wang", AgentState.READY, 90.0, signed_in=True, reachable=True)
    assert made.apply(Restored((ready,), (call("c1"),)), 103.0) == ()
    assert made.agents() == before


def test_of_two_standings_of_one_agent_the_one_with_a_call_stays():
    made = Board({"wang": WANG})
    there = {"signed_in": True, "reachable": True}
    ready = AgentStanding("wang", AgentState.READY, 90.0, **there)
    talks = AgentStanding("wang", AgentState.TALKING, 91.0, call="c1", **there)
    assert made.apply(Restored((ready, talks), (REPAIR, call("c2"))), 100.0) == ()
    assert state(made) is AgentState.TALKING


def test_an_agent_removed_during_the_restart_finishes_his_call_and_leaves():
    made = Board({"li": LI})
    talks = AgentStanding("wang", AgentState.TALKING, 90.0, call="c1", signed_in=True, reachable=True)
    made.apply(Restored((talks,), (CallQueued("c1", "repair"),)), 100.0)
    assert state(made) is AgentState.TALKING
    assert made.apply(CallQueued("c2", "any"), 101.0) == ()
    assert made.apply(TalkEnded("wang", "c1"), 110.0) == ()
    assert made.agent("wang") is None


# What others are told


def test_the_agents_whose_standing_changed_are_told_once():
    made = board(WANG, LI)
    assert made.take_changed() == ("li", "wang")
    assert made.take_changed() == ()
    made.apply(call("c1"), 100.0)
    assert made.take_changed() == ("wang",)
    made.apply(AgentsChanged({"li": LI}), 101.0)
    made.apply(CallGone("c1"), 102.0)
    assert made.take_changed() == ("wang",)
    assert made.agent("wang") is None
