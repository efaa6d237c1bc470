"""The measurement of the router alone: what happens in it, not how fast."""

from ivr.bench.routing import Size, measure, memory

SMALL = Size(agents=40, waiting=20, classes=6, skills=10, talks=30)


def test_every_situation_is_measured_and_offers_calls() -> None:
    speeds = list(measure(SMALL, seed=7))
    assert [speed.situation for speed in speeds] == [
        "all agents come at once",
        "calls wait for agents",
        "agents wait for calls",
    ]
    assert all(speed.offers and speed.offers_per_second > 0 for speed in speeds)
    assert all(list(speed.microseconds) == sorted(speed.microseconds) for speed in speeds)


def test_the_same_seed_makes_the_same_evening() -> None:
    once, again = ([(s.offers, s.changes) for s in measure(SMALL, seed=7)] for _ in range(2))
    assert once == again


def test_the_memory_of_a_board_is_told() -> None:
    assert memory(SMALL, seed=7) > 10_000
