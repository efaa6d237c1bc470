"""Patterns over digits."""

import time

from ivr.dialplan.patterns import matches


def test_the_whole_text_must_match() -> None:
    assert matches(r"1[3-9]\d{9}", "13800138000")
    assert not matches(r"1[3-9]\d{9}", "138001380001")
    assert not matches("1|2", "12")


def test_a_pattern_made_to_take_for_ever_does_not() -> None:
    begun = time.perf_counter()

    assert not matches("([0-9]+)+x", "1" * 40)
    assert time.perf_counter() - begun < 1.0
