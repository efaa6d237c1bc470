"""The order of calls: ten minutes of waiting for a point of priority, and nobody starves."""

from hypothesis import given
from hypothesis import strategies as st

from routing import Board, CallQueued, Offer, PhoneChanged, SignedIn
from routing.order import place
from tests.routing.examples import WANG, call, line

CALLS = st.builds(
    lambda name, since, priority: CallQueued(name, "q", {}, priority, since),
    st.sampled_from(("a", "b", "c")),
    st.floats(0, 10_000),
    st.integers(-5, 5),
)


def test_a_higher_priority_goes_first_within_ten_minutes_and_age_beyond():
    made = Board({})
    made.apply(call("plain", since=1000.0), 1000.0)
    made.apply(call("soon", since=1599.0, priority=1), 1599.0)
    made.apply(call("late", since=1601.0, priority=1), 1601.0)
    made.apply(call("very late", since=2199.0, priority=2), 2199.0)
    assert line(made) == ["soon", "very late", "plain", "late"]


def test_a_call_is_served_while_more_urgent_ones_keep_coming():
    made = Board({"wang": WANG})
    made.apply(call("plain", since=0.0), 0.0)
    for at in range(0, 1300, 100):
        made.apply(call(f"urgent {at}", since=float(at), priority=2), float(at))
    made.apply(PhoneChanged("wang", True), 1300.0)
    assert made.apply(SignedIn("wang"), 1300.0) == (Offer("urgent 0", "wang"),)
    assert line(made).index("plain") == 11


@given(CALLS, CALLS)
def test_a_call_is_passed_by_those_alone_that_came_ten_minutes_later_for_each_point_more(
    first: CallQueued, second: CallQueued
):
    if place(second) < place(first) and second.since > first.since:
        points = second.priority - first.priority
        assert points > 0
        assert second.since - first.since <= 600 * points + 1e-6
