"""Percentiles and ratios."""

import pytest

from ivr.bench.figures import Figures, figures_of, percentile, ratio


def test_figures_of_a_hundred_measurements_are_their_50th_95th_and_last() -> None:
    assert figures_of([float(n) for n in range(100, 0, -1)]) == Figures(100, 50.0, 95.0, 100.0)


def test_there_are_no_figures_of_nothing() -> None:
    assert figures_of([]) is None


@pytest.mark.parametrize(("share", "wanted"), [(0, 1.0), (50, 1.0), (51, 2.0), (95, 2.0), (100, 2.0)])
def test_a_percentile_is_always_one_of_the_measurements(share: float, wanted: float) -> None:
    assert percentile([1.0, 2.0], share) == wanted


def test_a_ratio_is_ours_by_native_and_none_where_one_is_missing() -> None:
    assert ratio(3.0, 2.0) == 1.5
    assert ratio(None, 2.0) is None
    assert ratio(3.0, None) is None
    assert ratio(3.0, 0.0) is None
