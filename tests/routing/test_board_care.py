"""Care for agents: longer wrap-ups after hard calls, pauses after misses of each kind."""

import pytest

from routing import (
    AgentsChanged,
    AgentState,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    Care,
    DayBegan,
    Offer,
    OfferMissed,
    PauseAfter,
    PhoneChanged,
    Ready,
    SignedIn,
    SignedOut,
    TalkEnded,
)
from tests.routing.examples import LI, WANG, board, call

HARD = Care(after=2, wrap_up_seconds=60.0)


def talk(made: Board, name: str, at: float, care: Care | None) -> float | None:
    """Let Wang have a talk; answers when his wrap-up ends."""
    made.apply(CallQueued(name, "complaint", {"repair": 1}, since=at, wrap_up_seconds=5.0, care=care), at)
    made.apply(CallAnswered("wang", name), at + 1)
    made.apply(TalkEnded("wang", name), at + 10)
    standing = made.agent("wang")
    assert standing is not None
    made.apply(Ready("wang"), at + 11)
    return None if standing.until is None else standing.until - (at + 10)


def test_the_wrap_up_after_enough_hard_calls_in_a_row_is_longer_and_the_count_begins_anew():
    made = board(WANG)
    talks = [talk(made, f"c{at}", at, HARD) for at in (100.0, 200.0, 300.0, 400.0)]
    assert talks == [5.0, 60.0, 5.0, 60.0]


def test_any_other_call_between_lets_the_count_begin_anew():
    made = board(WANG)
    talks = [talk(made, f"c{at}", at, care) for at, care in ((100.0, HARD), (200.0, None), (300.0, HARD))]
    assert talks == [5.0, 5.0, 5.0]


def test_a_wrap_up_that_is_longer_anyhow_stays_so():
    made = board(WANG)
    short = Care(after=1, wrap_up_seconds=1.0)
    assert talk(made, "c1", 100.0, short) == 5.0


def test_a_new_shift_begins_without_hard_calls():
    made = board(WANG)
    talk(made, "c1", 100.0, HARD)
    made.apply(SignedOut("wang"), 150.0)
    made.apply(SignedIn("wang"), 151.0)
    assert talk(made, "c2", 200.0, HARD) == 5.0


# Misses


def missing(causes: tuple[str, ...], pause_after: PauseAfter) -> tuple[AgentState, str | None]:
    """How Wang stands after he missed a call for these causes."""
    made = Board({"wang": WANG}, pause_after=pause_after)
    made.apply(PhoneChanged("wang", True), 1.0)
    made.apply(SignedIn("wang"), 1.0)
    made.apply(call("c1"), 100.0)
    for cause in causes:
        made.apply(OfferMissed("wang", "c1", cause), 110.0)
    standing = made.agent("wang")
    assert standing is not None
    return standing.state, standing.reason


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        ("no_answer", "missed"),
        ("gone", "missed"),
        ("unheard_of", "missed"),
        ("declined", "declined"),
        ("busy", "declined"),
        ("unreachable", "unreachable"),
        ("failed", "unreachable"),
    ],
)
def test_misses_pause_with_the_reason_of_their_kind(cause: str, reason: str):
    assert missing((cause, cause), PauseAfter(2, 2, 2)) == (AgentState.PAUSED, reason)
    assert missing((cause,), PauseAfter(2, 2, 2)) == (AgentState.RESERVED, None)


def test_each_kind_of_miss_has_its_own_number():
    each = PauseAfter(missed=3, declined=1, unreachable=2)
    assert missing(("declined",), each) == (AgentState.PAUSED, "declined")
    assert missing(("unreachable",), each)[0] is AgentState.RESERVED
    assert missing(("unreachable", "unreachable"), each) == (AgentState.PAUSED, "unreachable")
    assert missing(("no_answer", "no_answer"), each)[0] is AgentState.RESERVED


def test_kinds_are_counted_apart():
    assert missing(("no_answer", "declined"), PauseAfter(2, 2, 2))[0] is AgentState.RESERVED
    assert missing(("no_answer", "declined", "no_answer"), PauseAfter(2, 2, 2))[1] == "missed"


def test_how_many_misses_lead_to_a_pause_may_be_edited():
    made = board(WANG)
    made.apply(AgentsChanged({"wang": WANG}, PauseAfter(missed=1)), 50.0)
    made.apply(AgentsChanged({"wang": WANG, "li": LI}), 51.0)
    made.apply(call("c1"), 100.0)
    made.apply(OfferMissed("wang", "c1", "no_answer"), 110.0)
    standing = made.agent("wang")
    assert standing is not None
    assert standing.reason == "missed"


# The day


def fewest_talks(name: str, at: float) -> CallQueued:
    return CallQueued(name, "q", since=at, strategy="least_busy_today")


def test_whoever_talked_least_today_is_asked_and_with_a_new_day_all_begin_anew():
    made = board(LI, WANG)
    assert made.apply(fewest_talks("c0", 100.0), 100.0) == (Offer("c0", "li"),)
    made.apply(CallAnswered("li", "c0"), 100.0)
    made.apply(TalkEnded("li", "c0"), 200.0)
    assert made.apply(fewest_talks("c1", 201.0), 201.0) == (Offer("c1", "wang"),)
    made.apply(CallGone("c1"), 202.0)
    made.apply(DayBegan(), 203.0)
    assert made.apply(fewest_talks("c2", 204.0), 204.0) == (Offer("c2", "li"),)
