"""Judging: a bad version is found out soon, a good one almost never, and doubt is said to be doubt."""

import random

import pytest

from ivr.publishing.judging import AsGood, Tally, TooFew, Worse, evidence, interval, judge


def tally(calls: int, **signs: int) -> Tally:
    return Tally(calls=calls, **signs)


def test_without_calls_every_share_is_possible() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    assert isinstance(judge(tally(0), tally(0)), TooFew)


def test_the_interval_holds_what_was_seen_and_narrows() -> None:
    widths = []
    for calls in (10, 100, 1_000, 10_000):
        low, high = interval(calls // 10, calls)
        assert low < 0.1 < high
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.03


def test_the_edges_are_where_the_evidence_reaches_its_measure() -> None:
    low, high = interval(30, 100, alpha=0.01)
    for edge in (low, high):
        assert evidence(30, 100, edge) == pytest.approx(4.605, abs=1e-3)


def test_a_version_whose_callers_hang_up_is_found_out() -> None:
    verdict = judge(tally(90, abandoned=9), tally(15, abandoned=13))
    assert isinstance(verdict, Worse)
    assert verdict.sign == "abandoned"
    assert verdict.why.en == (
        "13 of 15 callers of the new version gave up (87%), of the old one 9 of 90 (10%): that is outside of "
        "the old one's band of 0% to 33%"
    )
    assert "15 个来电中有 13 个中途挂机" in verdict.why.zh


def test_a_version_in_which_nobody_reaches_a_person_is_worse_too() -> None:
    verdict = judge(tally(200, transferred=150), tally(40, transferred=2))
    assert isinstance(verdict, Worse)
    assert verdict.sign == "transferred"


def test_fewer_who_give_up_are_no_reason_to_go_back() -> None:
    assert not isinstance(judge(tally(1000, abandoned=500), tally(1000, abandoned=5)), Worse)


def test_few_calls_are_said_to_be_too_few() -> None:
    verdict = judge(tally(12), tally(3, abandoned=3))
    assert isinstance(verdict, TooFew)
    assert verdict.why.en.startswith("too few calls to tell (the new version had 3, the old one 12)")


def test_after_many_calls_an_equal_version_is_as_good() -> None:
    old = tally(3000, abandoned=300, no_input=150, failure=30, transferred=1500)
    new = tally(2000, abandoned=200, no_input=100, failure=20, transferred=1000)
    assert isinstance(judge(old, new), AsGood)


def _found_out(chance: random.Random, old_share: float, new_share: float, calls: int) -> int | None:
    """After how many calls a version was found to be worse, looking after every call; None: never."""
    old = new = Tally()
    for number in range(calls):
        trying = number % 2 == 0
        share = new_share if trying else old_share
        signs = frozenset({"abandoned"} if chance.random() < share else ())
        old, new = (old, new.with_call(signs)) if trying else (old.with_call(signs), new)
        if isinstance(judge(old, new), Worse):
            return number + 1
    return None


def test_an_equal_version_is_hardly_ever_rolled_back_however_often_one_looks() -> None:
    chance = random.Random(7)
    assert sum(_found_out(chance, 0.3, 0.3, 200) is not None for _ in range(20)) == 0


def test_a_version_that_most_give_up_in_is_found_out_within_a_hundred_calls() -> None:
    chance = random.Random(7)
    found = [_found_out(chance, 0.1, 0.8, 200) for _ in range(20)]
    assert all(calls is not None and calls <= 180 for calls in found)
    assert sorted(calls or 0 for calls in found)[10] <= 80
