"""The lines: one per class of calls, forgotten only when there are too many."""

from routing.calls import Call
from routing.changes import CallQueued
from routing.lines import MANY, Line, Lines, Tier
from tests.routing.examples import seat


def entered(lines: Lines, name: str, needs: dict[str, int]) -> Call:
    call = Call(CallQueued(name, "q", needs))
    lines.enter(call, lines.find(call) or lines.make(call))
    return call


def test_calls_with_the_same_queue_needs_and_strategy_share_a_line():
    lines = Lines()
    entered(lines, "c1", {"repair": 1, "zh": 2})
    entered(lines, "c2", {"zh": 2, "repair": 1})
    entered(lines, "c3", {"zh": 1, "repair": 1})
    assert len(lines.all()) == 2


def test_a_call_that_enters_before_the_first_of_its_line_becomes_the_first():
    lines = Lines()
    later = Call(CallQueued("c1", "q", since=2.0))
    earlier = Call(CallQueued("c2", "q", since=1.0))
    line = lines.make(later)
    lines.enter(later, line)
    lines.enter(earlier, line)
    assert lines.heads == [(*earlier.spot, line)]
    lines.leave(earlier)
    assert lines.heads == [(*later.spot, line)]
    lines.leave(later)
    assert lines.heads == []


def test_a_call_enters_between_two_others_of_its_line():
    lines = Lines()
    calls = [Call(CallQueued(name, "q", since=since)) for name, since in (("a", 1.0), ("c", 3.0), ("b", 2.0))]
    line = lines.make(calls[0])
    for call in calls:
        lines.enter(call, line)
    assert lines.in_order("q") == ["a", "b", "c"]
    assert [lines.position(call) for call in calls] == [1, 3, 2]


def test_the_first_call_is_found_among_few_lines_and_among_many():
    for others in (0, MANY):
        lines = Lines()
        late, early = entered(lines, "b", {"x": 1}), entered(lines, "a", {"x": 2})
        empty = [lines.make(Call(CallQueued("c", f"q{number}"))) for number in range(others)]
        assert late.line is not None
        assert early.line is not None
        assert lines.first_for({late.line, early.line, *empty}) == "a"
        assert lines.first_for({late.line, *empty}) == "b"
        assert lines.first_for(set(empty)) is None


def test_empty_lines_are_kept_while_there_are_few():
    lines = Lines(most=2)
    lines.leave(entered(lines, "c1", {"repair": 1}))
    assert lines.drop_empty() == ()
    assert len(lines.all()) == 1


def test_empty_lines_are_dropped_when_there_are_too_many_and_those_with_calls_stay():
    lines = Lines(most=2)
    dropped = lines.make(Call(CallQueued("c1", "q", {"repair": 1})))
    stays = entered(lines, "c2", {"zh": 1})
    assert lines.drop_empty() == (dropped,)
    assert list(lines.all()) == [stays.line]
    assert lines.in_order("q") == ["c2"]
    assert lines.position(stays) == 1
    assert lines.find(Call(CallQueued("c3", "q", {"repair": 1}))) is None


def test_a_call_tells_where_it_is():
    lines = Lines()
    call = entered(lines, "c1", {})
    assert repr(call) == "<Call c1 in line>"
    lines.leave(call)
    call.agent = "wang"
    assert repr(call) == "<Call c1 with wang>"


def test_agents_whom_the_strategy_ranks_alike_are_of_one_tier_and_the_better_tier_comes_first():
    line = Line("q", {"repair": 1}, "best_skilled")
    low = line.tier_of({"repair": 2})
    high = line.tier_of({"repair": 9})
    assert line.tier_of({"repair": 2, "zh": 5}) is low
    assert line.tiers == [high, low]


def test_stale_entries_do_not_pile_up_behind_one_who_is_never_taken():
    tier = Tier(0.0)
    idle, taken = seat(), seat()
    tier.add((0.0, "a", 0, idle))
    for stamp in range(1, 1000):
        taken.stamp = stamp
        tier.add((1.0, "b", stamp, taken))
    assert len(tier.heap) <= 70


def test_a_stale_first_entry_gives_its_place_to_the_next():
    tier = Tier(0.0)
    taken, ready = seat(), seat()
    tier.add((0.0, "a", 0, taken))
    taken.stamp = 1
    tier.add((1.0, "b", 0, ready))
    assert [entry[1] for entry in tier.heap] == ["b"]
    ready.stamp = 1
    tier.drop_stale()
    assert tier.heap == []
