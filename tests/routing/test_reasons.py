"""The reasons: why this agent, why not that one, why a call still waits."""

import msgspec

from routing import (
    AgentState,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    Offer,
    OfferMissed,
    Paused,
    PhoneChanged,
    PhonesChanged,
    Relaxation,
    SignedIn,
    TalkEnded,
    named,
    of_team,
)
from routing.reasons import (
    AgentReasons,
    Candidate,
    KeptFor,
    Lacks,
    MissedIt,
    NotOfTeam,
    Occupied,
    OfferReasons,
    Offline,
    OnPause,
    PassedCall,
    WaitReasons,
    WrapsUp,
    why_idle,
    why_offered,
    why_waiting,
)
from tests.routing.examples import LI, REPAIR, WANG, ZHAO, board, call, talking


def excluded(reasons: OfferReasons | WaitReasons | None) -> dict[str, tuple[object, ...]]:
    assert reasons is not None
    return {candidate.agent: candidate.excluded for candidate in reasons.candidates}


def test_an_offer_names_the_ranked_agents_and_what_the_others_lack():
    made = board(WANG, LI, ZHAO)
    offers = made.apply(REPAIR, 100.0)
    reasons = why_offered(made, offers, offers[0])
    assert reasons.offer == Offer("c1", "wang")
    assert reasons.candidates == (
        Candidate("wang", 0.0, 1.0, 1),
        Candidate("li", 0.0, 2.0, 2),
        Candidate("zhao", 0.0, 3.0, None, (Lacks("repair", 1, 0),)),
    )
    assert (reasons.facts.queue, reasons.facts.order, reasons.facts.strategy) == (
        "repair",
        100.0,
        "longest_idle",
    )


def test_every_state_excludes_for_its_own_cause():
    made = talking()
    made.apply(call("c2", since=103.0), 103.0)
    assert excluded(why_waiting(made, "c2")) == {"wang": (Occupied(AgentState.TALKING, "c1"),)}
    made.apply(TalkEnded("wang", "c1"), 110.0)
    assert excluded(why_waiting(made, "c2")) == {"wang": (WrapsUp(115.0),)}
    made.apply(Paused("wang", "lunch"), 111.0)
    made.apply(CallGone("c9"), 115.0)
    assert excluded(why_waiting(made, "c2")) == {"wang": (OnPause("lunch"),)}
    made.apply(PhoneChanged("wang", False), 116.0)
    assert excluded(why_waiting(made, "c2")) == {"wang": (Offline(signed_in=True, reachable=False),)}


def test_whoever_missed_the_call_is_excluded_for_that():
    made = board(WANG, LI)
    made.apply(REPAIR, 100.0)
    offers = made.apply(OfferMissed("wang", "c1", "declined"), 110.0)
    reasons = why_offered(made, offers, offers[0])
    assert excluded(reasons) == {"li": (), "wang": (MissedIt(),)}
    assert reasons.facts.missed_by == ("wang",)


def test_a_call_that_is_kept_for_somebody_or_for_a_team_says_so():
    made = board(WANG)
    relax = (Relaxation(130.0, of_team("service")),)
    made.apply(CallQueued("c1", "repair", named("li"), since=100.0, relax=relax), 100.0)
    reasons = why_waiting(made, "c1")
    assert excluded(reasons) == {"wang": (KeptFor("li"),)}
    assert reasons is not None
    assert reasons.facts.relaxes_at == 130.0
    made.apply(CallGone("c9"), 130.0)
    assert excluded(why_waiting(made, "c1")) == {"wang": (NotOfTeam("service"),)}


def test_the_calls_that_the_agent_could_not_take_were_passed():
    made = Board({"wang": WANG})
    made.apply(CallQueued("c1", "billing", {"billing": 2}, since=1.0), 1.0)
    made.apply(call("c2", since=2.0), 2.0)
    made.apply(PhoneChanged("wang", True), 3.0)
    offers = made.apply(SignedIn("wang"), 3.0)
    reasons = why_offered(made, offers, offers[0])
    assert reasons.passed == (PassedCall("c1", (Lacks("billing", 2, 0),)),)


def test_of_several_offers_at_once_each_saw_those_who_were_still_ready():
    made = Board({"wang": WANG, "li": LI})
    made.apply(call("c1", since=1.0), 1.0)
    made.apply(call("c2", since=2.0), 2.0)
    made.apply(SignedIn("wang"), 2.0)
    made.apply(SignedIn("li"), 2.0)
    offers = made.apply(PhonesChanged(frozenset({"wang", "li"})), 3.0)
    assert offers == (Offer("c1", "li"), Offer("c2", "wang"))
    first, second = (why_offered(made, offers, offer) for offer in offers)
    assert [(found.agent, found.rank) for found in first.candidates] == [("li", 1), ("wang", 2)]
    assert excluded(second) == {"wang": (), "li": (Occupied(AgentState.RESERVED, "c1"),)}


def test_a_call_in_line_tells_its_place_in_its_queue_and_in_the_order_of_all():
    made = Board({})
    made.apply(call("c1", since=1.0, queue="other"), 1.0)
    made.apply(call("c2", since=2.0), 2.0)
    reasons = why_waiting(made, "c2")
    assert reasons is not None
    assert (reasons.position, reasons.before) == (1, 1)


def test_a_call_that_does_not_wait_has_no_reasons_to():
    made = talking()
    assert why_waiting(made, "c1") is None
    assert why_waiting(made, "nobody") is None


def test_an_idle_agent_is_told_what_he_lacks_for_each_call_in_line():
    made = board(ZHAO)
    made.apply(REPAIR, 100.0)
    reasons = why_idle(made, "zhao")
    assert reasons is not None
    assert (reasons.excluded, reasons.passed) == ((), (PassedCall("c1", (Lacks("repair", 1, 0),)),))
    assert why_idle(made, "nobody") is None


def test_reasons_are_stored_and_read_back():
    made = board(WANG, ZHAO)
    offers = made.apply(REPAIR, 100.0)
    offered = why_offered(made, offers, offers[0])
    assert msgspec.json.decode(msgspec.json.encode(offered), type=OfferReasons) == offered
    made.apply(CallAnswered("wang", "c1"), 101.0)
    made.apply(call("c2"), 102.0)
    waits, idle = why_waiting(made, "c2"), why_idle(made, "wang")
    assert msgspec.json.decode(msgspec.json.encode(waits), type=WaitReasons) == waits
    assert msgspec.json.decode(msgspec.json.encode(idle), type=AgentReasons) == idle
