"""The engine, contact by contact."""

from math import inf

from ivr.simulation.arrivals import Arrival, Kind
from ivr.simulation.engine import Engine, House
from ivr.simulation.visits import Abandoned, Answered, Blocked, Visit
from routing import Agent, Board, PhoneChanged, SignedIn

REPAIR = Kind("repair", {"repair": 1})
BILLING = Kind("billing", {"billing": 1})
URGENT = Kind("urgent", {"repair": 1}, priority=1)


def board(*agents: Agent) -> Board:
    made = Board({agent.id: agent for agent in agents})
    for moment, agent in enumerate(agents):
        made.apply(PhoneChanged(agent.id, True), float(moment))
        made.apply(SignedIn(agent.id), float(moment))
    return made


def visits(*arrivals: Arrival, lines: float = inf, speed: float = 1.0) -> list[tuple[object, ...]]:
    wang, li = Agent("wang", {"repair": 5}), Agent("li", {"repair": 3, "billing": 3})
    engine = Engine(board(wang, li), House({"li": speed}, lines))
    return [told(visit) for visit in engine.run(arrivals)]


def told(visit: Visit) -> tuple[object, ...]:
    match visit:
        case Answered(arrival, wait, agent, seconds):
            return (arrival.number, agent, wait, seconds)
        case Abandoned(arrival, wait):
            return (arrival.number, "abandoned", wait)
        case Blocked(arrival):
            return (arrival.number, "blocked")


def come(number: int, at: float, kind: Kind = REPAIR, handle: float = 60.0, patience: float = inf) -> Arrival:
    return Arrival(number, at, kind, handle, patience)


def test_calls_wait_until_who_can_take_them_is_free() -> None:
    assert visits(come(0, 10), come(1, 11), come(2, 12), come(3, 13, BILLING)) == [
        (0, "wang", 0, 60),
        (1, "li", 0, 60),
        (2, "wang", 58, 60),
        (3, "li", 58, 60),
    ]


def test_a_higher_priority_goes_first() -> None:
    answered = visits(come(0, 10), come(1, 11), come(2, 12), come(3, 13, URGENT))

    assert [number for number, *_ in answered] == [0, 1, 3, 2]


def test_a_quick_agent_needs_less_time() -> None:
    assert visits(come(0, 10, BILLING), speed=1.5) == [(0, "li", 0, 40)]


def test_who_loses_patience_leaves_the_line() -> None:
    contacts = come(0, 10), come(1, 11), come(2, 12, patience=5), come(3, 13)

    assert visits(*contacts)[2:] == [(2, "abandoned", 5), (3, "wang", 57, 60)]


def test_who_is_answered_in_time_does_not_give_up() -> None:
    contacts = come(0, 10), come(1, 11), come(2, 12, patience=100)

    assert visits(*contacts)[2:] == [(2, "wang", 58, 60)]


def test_who_finds_all_lines_taken_is_blocked() -> None:
    contacts = come(0, 10), come(1, 11), come(2, 12), come(3, 13), come(4, 100)

    assert visits(*contacts, lines=3)[2:4] == [(3, "blocked"), (2, "wang", 58, 60)]
    assert visits(*contacts, lines=3)[4] == (4, "li", 0, 60)


def test_talks_that_end_as_a_contact_comes_have_ended() -> None:
    assert visits(come(0, 10), come(1, 10), come(2, 70))[2] == (2, "li", 0, 60)
