"""A day from history, played again: with the same agents the same comes of it."""

import random
from math import inf
from typing import Any

from ivr.simulation.arrivals import at_random
from ivr.simulation.engine import Engine, House
from ivr.simulation.history import Compared, Level, compared, day_of, stretches
from ivr.simulation.scenario import Scenario
from ivr.simulation.simulating import staffed
from routing import (
    Applied,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    Change,
    Chapter,
    Checkpoint,
    Offer,
    Paused,
    PhoneUsed,
    Restored,
    TalkEnded,
    checkpoint_of,
)


class Recorded:
    """A board whose changes are kept, as the server keeps them."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.begin: Checkpoint = checkpoint_of(board)
        self.applied: list[Applied] = []

    def apply(self, change: Change, now: float) -> tuple[Offer, ...]:
        offers = self.board.apply(change, now)
        self.applied.append(Applied(now, change, offers))
        return offers

    def due(self) -> float | None:
        return self.board.due()

    def played(self) -> dict[str, Compared]:
        day = day_of(Chapter(self.begin, tuple(self.applied)))
        return compared(day, 0.0, inf, {"repair": 20.0})


def desk(count: int) -> Recorded:
    agents = [{"name": "team", "count": count, "skills": {"repair": 1}}]
    return Recorded(staffed(scenario(agents)))


def scenario(agents: list[dict[str, Any]]) -> Scenario:
    repair = {
        "name": "repair",
        "per_minute": 3,
        "needs": {"repair": 1},
        "handle_seconds": {"exponential": 80},
        "patience_seconds": {"exponential": 60},
    }
    return Scenario.model_validate({"contacts": 500, "classes": [repair], "agents": agents})


def test_a_day_is_played_as_it_was() -> None:
    day = desk(4)
    coming = at_random(
        scenario([{"name": "x", "skills": {"repair": 1}}]).classes, 500, "longest_idle", random.Random(2)
    )
    for _ in Engine(day, House()).run(coming):  # type: ignore[arg-type]
        pass

    told = day.played()["repair"]

    assert told.real.offered == 500
    assert told.simulated == told.real
    assert 0.3 < (told.real.service_level() or 0) < 0.95
    assert (told.real.mean_wait() or 0) > 1


def test_pauses_are_played_and_telephones_in_use_by_the_houses_own_calls_are_not() -> None:
    day = desk(2)
    call = CallQueued("c1", "repair", {"repair": 1}, since=10.0)
    first, second = "team.00001", "team.00002"
    day.apply(Paused(second, "lunch"), 5.0)
    day.apply(call, 10.0)
    day.apply(CallAnswered(first, "c1"), 14.0)
    day.apply(PhoneUsed(first, True), 14.0)
    day.apply(TalkEnded(first, "c1"), 60.0)
    day.apply(CallQueued("c2", "repair", {"repair": 1}, since=70.0), 70.0)
    day.apply(CallAnswered(first, "c2"), 74.0)
    day.apply(CallQueued("c3", "repair", {"repair": 1}, since=75.0), 75.0)
    day.apply(CallGone("c3"), 80.0)
    day.apply(TalkEnded(first, "c2"), 90.0)

    told = day.played()["repair"]

    assert (told.real.offered, told.real.answered, told.real.waited) == (3, 2, 8.0)
    assert told.simulated == told.real


def test_who_waits_or_talks_as_the_history_begins_goes_on() -> None:
    before = desk(1)
    for name, at in (("c1", 10.0), ("c2", 20.0)):
        before.apply(CallQueued(name, "repair", {"repair": 1}, since=at), at)
    before.apply(CallAnswered("team.00001", "c1"), 10.0)
    day = Recorded(before.board)
    day.apply(TalkEnded("team.00001", "c1"), 50.0)
    day.apply(CallAnswered("team.00001", "c2"), 50.0)
    day.apply(TalkEnded("team.00001", "c2"), 60.0)

    told = day.played()["repair"]

    assert told.simulated.offered == 2
    assert told.simulated.waited == 30.0


def test_chapters_that_go_on_are_one_stretch_and_a_server_that_begins_begins_another() -> None:
    day = desk(1)
    day.apply(CallQueued("c1", "repair", {"repair": 1}, since=10.0), 10.0)
    first = Chapter(day.begin, tuple(day.applied))
    second = Chapter(checkpoint_of(day.board), (Applied(12.0, CallAnswered("team.00001", "c1")),))
    empty = checkpoint_of(Board(dict(day.begin.roster)))
    restored = Restored(day.board.agents(), (CallQueued("c1", "repair", {"repair": 1}, since=10.0),))
    third = Chapter(empty, (Applied(20.0, restored),))

    found = stretches([first, second, third])

    assert [len(stretch.applied) for stretch in found] == [2, 0]
    assert [one.facts.call for one in found[1].begin.calls] == ["c1"]


def test_the_error_is_that_of_the_service_levels() -> None:
    one, other = Level(offered=10, in_time=8), Level(offered=10, in_time=7)

    assert round(Compared(one, other).error() or 0, 9) == -0.1
    assert (Compared(one, other) + Compared(one, one)).real == Level(offered=20, in_time=16)
    assert Compared(Level(), Level()).error() is None
