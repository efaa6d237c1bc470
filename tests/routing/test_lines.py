"""The lines: one per class of calls, forgotten only when there are too many."""

from routing.changes import CallQueued
from routing.lines import Call, Lines


def entered(lines: Lines, name: str, needs: dict[str, int]) -> Call:
    call = Call(CallQueued(name, "q", needs))
    lines.enter(call, lines.find(call.facts) or lines.make(call.facts))
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
    line = lines.make(later.facts)
    lines.enter(later, line)
    lines.enter(earlier, line)
    assert lines.heads == [(earlier.spot, line)]
    lines.leave(earlier)
    assert lines.heads == [(later.spot, line)]
    lines.leave(later)
    assert lines.heads == []


def test_empty_lines_are_kept_while_there_are_few():
    lines = Lines(most=2)
    lines.leave(entered(lines, "c1", {"repair": 1}))
    assert lines.drop_empty() == ()
    assert len(lines.all()) == 1


def test_empty_lines_are_dropped_when_there_are_too_many_and_those_with_calls_stay():
    lines = Lines(most=2)
    (dropped,) = (lines.make(CallQueued("c1", "q", {"repair": 1})),)
    stays = entered(lines, "c2", {"zh": 1})
    assert lines.drop_empty() == (dropped,)
    assert lines.all() == (stays.line,)
    assert lines.in_order("q") == ["c2"]
    assert lines.position(stays) == 1
    assert lines.find(CallQueued("c3", "q", {"repair": 1})) is None


def test_a_call_tells_where_it_is():
    lines = Lines()
    call = entered(lines, "c1", {})
    assert repr(call) == "<Call c1 in line>"
    lines.leave(call)
    call.agent = "wang"
    assert repr(call) == "<Call c1 with wang>"
