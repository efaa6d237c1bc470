"""The idle agents: found again for the calls that they can take."""

from routing.agents import Agent, AgentState
from routing.calls import Call
from routing.changes import CallQueued
from routing.idle import Idle
from routing.lines import Line, Lines
from routing.seats import Seat

REPAIR = CallQueued("c1", "q", {"repair": 1})


def idle_with(*names: str) -> tuple[Idle, dict[str, Seat], Line]:
    """Somebody ready with these names, and a line whose calls all of them can take."""
    seats: dict[str, Seat] = {}
    idle = Idle(seats)
    for name in names:
        seats[name] = Seat(Agent(name, {"repair": 1}))
        seats[name].state = AgentState.READY
        idle.introduce(seats[name], ())
    line = Lines().make(Call(REPAIR))
    idle.open_line(line)
    return idle, seats, line


def test_a_new_line_finds_whoever_is_ready():
    idle, seats, line = idle_with("b", "a")
    assert idle.best_for(Call(REPAIR), line) is seats["a"]


def test_a_new_line_without_needs_is_everybodys():
    idle, seats, _ = idle_with("a")
    line = Lines().make(Call(CallQueued("c", "any")))
    idle.open_line(line)
    assert line.members == {seats["a"]}


def test_a_new_line_whose_needs_nobody_meets_is_nobodys():
    idle, _, _ = idle_with("a")
    for needs in ({"repair": 2}, {"unheard_of": 1}):
        line = Lines().make(Call(CallQueued("c", "q", needs)))
        idle.open_line(line)
        assert line.members == set()


def test_an_agent_who_was_ready_earlier_is_not_found():
    idle, seats, line = idle_with("a")
    seats["a"].stamp += 1
    assert idle.best_for(Call(REPAIR), line) is None


def test_an_agent_who_is_not_ready_is_not_found_in_a_new_line():
    idle, seats, _ = idle_with("a")
    seats["a"].state = AgentState.PAUSED
    line = Lines().make(Call(CallQueued("c", "q2")))
    idle.open_line(line)
    assert (line.members, idle.best_for(Call(REPAIR), line)) == ({seats["a"]}, None)


def test_whoever_missed_a_call_is_passed_over_for_it_and_found_for_the_next():
    idle, seats, line = idle_with("a", "b")
    call = Call(REPAIR)
    call.missed_by.add("a")
    assert idle.best_for(call, line) is seats["b"]
    assert idle.best_for(Call(REPAIR), line) is seats["a"]


def test_a_better_tier_that_missed_the_call_comes_after_a_lesser_one_that_did_not():
    seats: dict[str, Seat] = {}
    idle = Idle(seats)
    best = CallQueued("c1", "q", {"repair": 1}, strategy="best_skilled")
    for name, level in (("a", 9), ("b", 2)):
        seats[name] = Seat(Agent(name, {"repair": level}))
        seats[name].state = AgentState.READY
        idle.introduce(seats[name], ())
    line = Lines().make(Call(best))
    idle.open_line(line)
    call = Call(best)
    call.missed_by.add("a")
    assert idle.best_for(call, line) is seats["b"]
    call.missed_by.add("b")
    assert idle.best_for(call, line) is seats["a"]
    assert call.missed_by == set()


def test_a_forgotten_line_is_nobodys():
    idle, seats, line = idle_with("a")
    assert set(seats["a"].able) == {line}
    idle.forget_lines((line,))
    assert (seats["a"].able, line.members) == ({}, set())
    assert not any(seats["a"].tiers.values())


def test_whoever_learns_something_is_found_where_it_is_needed():
    idle, seats, line = idle_with("a")
    idle.dismiss(seats["a"])
    assert (seats["a"].able, line.members) == ({}, set())
    seats["a"].agent = Agent("a", {"repair": 3})
    idle.introduce(seats["a"], (line,))
    idle.add(seats["a"])
    assert idle.best_for(Call(REPAIR), line) is seats["a"]


def test_a_seat_tells_its_state():
    _, seats, _ = idle_with("a")
    assert repr(seats["a"]) == "<Seat a ready>"
