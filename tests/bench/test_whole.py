"""Row P10: which rate counts, and what native Asterisk wrote down."""

from ivr.bench.whole import Attempt, answers_in, highest


def attempt(side: str, rate: float, complete: int) -> Attempt:
    return Attempt(side=side, rate=rate, seconds=10, calls=100, complete=complete, processor=0.05, busy=0.5)


def test_the_highest_rate_without_a_failure_counts() -> None:
    tried = [
        attempt("ours", 4, 100),
        attempt("ours", 8, 100),
        attempt("ours", 12, 99),
        attempt("native", 16, 100),
    ]
    found = highest(tried, "ours")
    assert found is not None
    assert found.rate == 8


def test_a_side_that_always_failed_has_no_rate() -> None:
    assert highest([attempt("ours", 4, 99)], "ours") is None


def test_answers_are_counted_from_the_second_in_which_the_attempt_began() -> None:
    lines = [
        "99|a|crowd|NONE|CSAT|5",
        "100|b|crowd|NONE|CSAT|5",
        "101|c|crowd|NONE|CSAT|",
        "101|d|crowd|PJSIP/8201|COMPLETEAGENT|0|5|1",
        "102|e|crowd|NONE|CSAT|5",
        "not a line",
    ]
    assert answers_in(lines, 100.7) == 2
