"""The range announced to a waiting caller, and that it comes true as often as it claims."""

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from ivr.simulation.arrivals import Arrival, at_random
from ivr.simulation.calibration import Announced, Calibration, Outcome
from ivr.simulation.distributions import Distribution
from ivr.simulation.engine import Engine, House
from ivr.simulation.expected_wait import CLAIMED, Pace, Present, Range, expected_waits, futures, ranges
from ivr.simulation.scenario import Scenario
from ivr.simulation.simulating import staffed
from ivr.simulation.visits import Answered
from routing import (
    Agent,
    Board,
    CallAnswered,
    CallQueued,
    PhoneChanged,
    SignedIn,
    TalkEnded,
    checkpoint_of,
)

MINUTE = Pace(talk_seconds=(60.0,))


def board(*agents: Agent) -> Board:
    made = Board({agent.id: agent for agent in agents})
    for agent in agents:
        made.apply(PhoneChanged(agent.id, True), 0.0)
        made.apply(SignedIn(agent.id), 0.0)
    return made


def queue(on: Board, call: str, at: float, queue: str = "repair", wrap_up_seconds: float = 0.0) -> None:
    facts = CallQueued(call, queue, {queue: 1}, since=at, wrap_up_seconds=wrap_up_seconds)
    for offer in on.apply(facts, at):
        on.apply(CallAnswered(offer.agent, offer.call), at)


def expected(on: Board, at: float, ring_seconds: float = 0.0, **paces: Pace) -> dict[str, Range]:
    present = Present(at, checkpoint_of(on), {"repair": MINUTE, **paces}, ring_seconds)
    return expected_waits(present, random.Random(1))


def test_who_is_next_waits_for_the_end_of_the_talk_and_the_second_for_the_next_one() -> None:
    desk = board(Agent("wang", {"repair": 5}))
    for call, at in (("c1", 100.0), ("c2", 110.0), ("c3", 120.0)):
        queue(desk, call, at)

    assert expected(desk, 130.0) == {"c2": Range(30, 30), "c3": Range(90, 90)}


def test_wrap_up_and_ringing_count() -> None:
    desk = board(Agent("wang", {"repair": 5}))
    queue(desk, "c1", 100.0, wrap_up_seconds=10)
    queue(desk, "c2", 110.0)

    assert expected(desk, 130.0, ring_seconds=4) == {"c2": Range(44, 44)}


def test_a_wrap_up_that_has_begun_is_waited_for() -> None:
    desk = board(Agent("wang", {"repair": 5}))
    queue(desk, "c1", 100.0, wrap_up_seconds=10)
    queue(desk, "c2", 110.0)
    desk.apply(TalkEnded("wang", "c1"), 150.0)

    assert expected(desk, 153.0) == {"c2": Range(7, 7)}


def test_an_offer_that_still_rings_becomes_a_talk() -> None:
    desk = board(Agent("wang", {"repair": 5}))
    desk.apply(CallQueued("c1", "repair", {"repair": 1}, since=100.0), 100.0)
    queue(desk, "c2", 101.0)

    assert expected(desk, 102.0, ring_seconds=5) == {"c2": Range(68, 68)}


def test_whom_nobody_here_can_take_has_no_range() -> None:
    desk = board(Agent("wang", {"repair": 5}))
    queue(desk, "c1", 100.0)
    queue(desk, "c2", 110.0, queue="billing")

    assert expected(desk, 130.0, billing=MINUTE) == {}


def test_who_gives_up_before_him_shortens_his_wait() -> None:
    desk = board(Agent("wang", {"repair": 5}))
    for call, at in (("c1", 100.0), ("c2", 110.0), ("c3", 120.0)):
        queue(desk, call, at)

    found = expected(desk, 130.0, repair=Pace((60.0,), give_up_rate=1 / 40))

    assert found["c3"] == Range(30, 90)


def test_a_queue_of_which_nothing_is_known_is_guessed() -> None:
    desk = board(Agent("wang", {"repair": 5}))
    queue(desk, "c1", 100.0)
    queue(desk, "c2", 110.0)

    assert 30 < expected(desk, 130.0, repair=Pace())["c2"].low < 80


def test_futures_can_be_taken_one_by_one() -> None:
    desk = board(Agent("wang", {"repair": 5}))
    queue(desk, "c1", 100.0)
    queue(desk, "c2", 110.0)
    present = Present(130.0, checkpoint_of(desk), {"repair": MINUTE})

    assert ranges(islice(futures(present, random.Random(1)), 1)) == {"c2": Range(30, 30)}
    assert ranges([]) == {}


@pytest.mark.parametrize(
    ("answered_at", "outcome"),
    [(129.0, Outcome.EARLIER), (130.0, Outcome.INSIDE), (190.0, Outcome.INSIDE), (191.0, Outcome.LATER)],
)
def test_an_answer_is_earlier_inside_or_later_than_told(answered_at: float, outcome: Outcome) -> None:
    assert Announced(100.0, Range(30, 90)).outcome(answered_at) is outcome


def test_the_share_inside_is_that_of_the_answered() -> None:
    assert Calibration().share_inside() is None

    told = Calibration().with_one(Outcome.EARLIER).with_one(Outcome.INSIDE).with_one(Outcome.LATER)

    assert told.with_one(Outcome.INSIDE).share_inside() == 0.5


# Whole centres: the range told to each fourth caller when he comes into line.


def lately(handle_seconds: Distribution) -> tuple[float, ...]:
    draw = handle_seconds.draw(random.Random(5))
    return tuple(sorted(draw() for _ in range(500)))


def told_and_true(scenario: Scenario, give_up_rate: float) -> Calibration:
    chance, imagination = random.Random(3), random.Random(4)
    house, told = staffed(scenario), dict[int, Announced]()
    paces = {each.name: Pace(lately(each.handle_seconds), give_up_rate) for each in scenario.classes}

    def watched() -> Iterator[Arrival]:
        before: Arrival | None = None
        for arrival in at_random(scenario.classes, scenario.contacts, scenario.strategy, chance):
            if before is not None and not before.number % 4:
                tell(before, f"{before.number:09}")
            yield arrival
            before = arrival

    def tell(arrival: Arrival, call: str) -> None:
        if house.position(call) is not None:
            found = expected_waits(Present(arrival.at, checkpoint_of(house), paces), imagination, most=40)
            told[arrival.number] = Announced(arrival.at, found[call])

    calibration = Calibration()
    for visit in Engine(house, House()).run(watched()):
        announced = told.get(visit.arrival.number)
        if announced is not None and isinstance(visit, Answered):
            calibration = calibration.with_one(announced.outcome(visit.arrival.at + visit.wait))
    return calibration


def two_skills(handle: dict[str, Any], patience: dict[str, Any] | None) -> Scenario:
    classes = [
        {
            "name": "a",
            "per_minute": 3.4,
            "needs": {"a": 1},
            "handle_seconds": handle,
            "patience_seconds": patience,
        },
        {
            "name": "b",
            "per_minute": 2.0,
            "needs": {"b": 1},
            "handle_seconds": handle,
            "patience_seconds": patience,
        },
    ]
    agents = [
        {"name": "x", "count": 8, "skills": {"a": 1}},
        {"name": "y", "count": 8, "skills": {"a": 1, "b": 1}},
    ]
    return Scenario.model_validate({"contacts": 1000, "classes": classes, "agents": agents})


@pytest.mark.parametrize(
    ("handle", "patience", "give_up_rate"),
    [
        ({"exponential": 170}, None, 0.0),
        ({"lognormal": {"mean": 170, "spread": 110}}, None, 0.0),
        ({"exponential": 180}, {"exponential": 120}, 1 / 120),
    ],
)
def test_the_range_comes_true_as_often_as_it_claims(
    handle: dict[str, Any], patience: dict[str, Any] | None, give_up_rate: float
) -> None:
    calibration = told_and_true(two_skills(handle, patience), give_up_rate)

    assert calibration.inside + calibration.earlier + calibration.later > 50
    assert calibration.share_inside() == pytest.approx(CLAIMED, abs=0.12)
