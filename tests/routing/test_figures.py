"""Figures: each by its formula, and nothing where there was nothing to divide by."""

from routing import Waits, abandonment, service_level


def test_the_service_level_leaves_out_whoever_gave_up_at_once() -> None:
    assert service_level(Waits(offered=10, in_time=6, abandoned=3, short=2)) == 0.75


def test_abandonment_counts_everybody_who_gave_up() -> None:
    assert abandonment(Waits(offered=10, in_time=6, abandoned=3, short=2)) == 0.3


def test_of_nobody_there_is_no_figure() -> None:
    assert service_level(Waits()) is None
    assert abandonment(Waits()) is None
    assert service_level(Waits(offered=2, abandoned=2, short=2)) is None
    assert abandonment(Waits(offered=2, abandoned=2, short=2)) == 1.0


def test_waits_are_added_one_by_one() -> None:
    both = Waits(offered=1, in_time=1) + Waits(offered=2, abandoned=2, short=1)
    assert both == Waits(offered=3, in_time=1, abandoned=2, short=1)
