"""The idle agents: found by class of call, and no stale entry kept for ever."""

from routing.agents import Agent, AgentState
from routing.changes import CallQueued
from routing.idle import Idle
from routing.lines import Call, Line, Lines
from routing.seats import Seat

REPAIR = CallQueued("c1", "q", {"repair": 1})


def idle_with(*names: str) -> tuple[Idle, dict[str, Seat], Line]:
    seats: dict[str, Seat] = {}
    idle = Idle(seats)
    line = Lines().make(REPAIR)
    for name in names:
        agent = Agent(name, {"repair": 1})
        seats[name] = Seat(agent, idle.profile(agent.skills, ()))
        seats[name].state = AgentState.READY
    idle.open_line(line)
    return idle, seats, line


def test_a_new_line_finds_whoever_is_ready():
    idle, seats, line = idle_with("b", "a")
    assert idle.best_for(Call(REPAIR), line) is seats["a"]


def test_an_agent_who_was_ready_earlier_is_not_found():
    idle, seats, line = idle_with("a")
    seats["a"].stamp += 1
    assert idle.best_for(Call(REPAIR), line) is None
    assert line.ready == []


def test_an_agent_who_left_the_board_is_not_found():
    idle, seats, line = idle_with("a")
    del seats["a"]
    assert idle.best_for(Call(REPAIR), line) is None


def test_whoever_was_passed_over_is_found_for_the_next_call():
    idle, seats, line = idle_with("a", "b")
    call = Call(REPAIR)
    call.missed_by.add("a")
    assert idle.best_for(call, line) is seats["b"]
    assert idle.best_for(Call(REPAIR), line) is seats["a"]


def test_stale_entries_do_not_pile_up():
    idle, seats, line = idle_with("a", "b")
    for _ in range(1000):
        seats["a"].stamp += 1
        idle.add(seats["a"])
    assert len(line.ready) <= 70
    assert idle.best_for(Call(REPAIR), line) is not None


def test_agents_with_the_same_skills_share_a_profile_which_goes_with_the_last_of_them():
    idle, seats, _ = idle_with("a", "b")
    kept = seats["a"].profile
    assert seats["b"].profile is kept
    idle.keep_used_profiles()
    assert idle.profile({"repair": 1}, ()) is kept
    seats.clear()
    idle.keep_used_profiles()
    assert idle.profile({"repair": 1}, ()) is not kept


def test_a_forgotten_line_is_nobodys():
    idle, seats, line = idle_with("a")
    assert seats["a"].profile.lines == {line}
    idle.forget_lines((line,))
    assert seats["a"].profile.lines == set()


def test_a_new_profile_knows_the_lines_there_are():
    idle, _, line = idle_with()
    assert idle.profile({"repair": 2}, (line,)).lines == {line}
    assert idle.profile({"zh": 2}, (line,)).lines == set()


def test_a_seat_tells_its_state():
    _, seats, _ = idle_with("a")
    assert repr(seats["a"]) == "<Seat a ready>"
