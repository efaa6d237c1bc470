"""The 95 % interval holds the truth as often as it says, also where observations resemble each other."""

import random

import pytest

from ivr.simulation.confidence import BATCHES, BatchMeans


def share_inside(likeness: float, runs: int = 300, observations: int = 2000) -> float:
    """How often the interval holds the true mean, 100, of a process whose neighbours are alike."""
    chance, inside = random.Random(11), 0
    for _ in range(runs):
        means, off = BatchMeans(), 0.0
        for number in range(observations):
            off = likeness * off + chance.gauss(0, 1)
            means.add(number * BATCHES // observations, 100 + off)
        low, high = means.interval() or (0.0, 0.0)
        inside += low <= 100 <= high
    return inside / runs


@pytest.mark.parametrize("likeness", [0.0, 0.9, 0.98])
def test_the_interval_holds_the_mean_as_often_as_it_says(likeness: float) -> None:
    assert share_inside(likeness) == pytest.approx(0.95, abs=0.03)


def test_batches_that_resemble_their_neighbours_widen_the_interval() -> None:
    steady, drifting = BatchMeans(), BatchMeans()
    for batch in range(BATCHES):
        steady.add(batch, batch % 2)
        drifting.add(batch, batch // 10)

    assert steady.mean() == drifting.mean() == 0.5
    assert (steady.interval() or (0, 0))[0] > (drifting.interval() or (0, 0))[0]


def test_equal_observations_leave_no_doubt() -> None:
    means = BatchMeans()
    means.add(0, 7.0)

    assert means.interval() == (7.0, 7.0)
    assert BatchMeans().interval() is None
