"""The report: losses first, nothing hidden."""

import csv
import json
from pathlib import Path

import msgspec

from ivr.bench.figures import Figures
from ivr.bench.report import NOT_QUIET, Conditions, Report, as_page, describe, told, write
from ivr.bench.rows import Line, Sample
from ivr.bench.whole import Attempt

CONDITIONS = Conditions(
    day="2026-01-02",
    plan="quick",
    commit="abc1234",
    asterisk="22.10.1",
    python="3.11.7",
    processors=2,
    load_before=0.4,
    idle_ours=0.02,
    idle_native=0.003,
    seconds=120.0,
)


def line(row: str, reached: bool | None, native: float | None, ours: float | None, failed: int = 0) -> Line:
    return Line(
        row=row,
        measure="INVITE → 200",
        native=None if native is None else Figures(10, native / 2, native, native),
        ours=None if ours is None else Figures(10, ours / 2, ours, ours),
        goal="p95 ≤ 1 × native",
        reached=reached,
        failed_native=0,
        failed_ours=failed,
    )


def attempt(side: str, rate: float, complete: int, processor: float) -> Attempt:
    return Attempt(
        side=side, rate=rate, seconds=60, calls=100, complete=complete, processor=processor, busy=0.5
    )


REPORT = Report(
    conditions=CONDITIONS,
    lines=(line("won", True, 4.0, 2.0), line("lost", False, 2.0, 4.0), line("unknown", None, None, 4.0, 3)),
    attempts=(
        attempt("native", 4, 100, 0.040),
        attempt("ours", 4, 100, 0.060),
        attempt("ours", 8, 100, 0.055),
        attempt("native", 8, 99, 0.041),
    ),
)


def test_what_is_not_reached_stands_first_and_what_is_not_known_next() -> None:
    assert [one.reached for one in told(REPORT)] == [False, False, None, True, True]


def test_a_line_tells_both_sides_and_their_ratio() -> None:
    lost = told(REPORT)[0]
    assert (lost.native, lost.ours, lost.ratio) == ("1.00 / 2.00 (n=10)", "2.00 / 4.00 (n=10)", "2.00")


def test_failed_calls_are_told_with_the_line() -> None:
    assert told(REPORT)[2].measure == "INVITE → 200 (0 native, 3 ours failed)"


def test_rates_without_a_failure_are_compared() -> None:
    rate = next(one for one in told(REPORT) if one.measure.startswith("contacts/s"))
    assert (rate.native, rate.ours, rate.ratio, rate.reached) == ("4.0", "8.0", "2.00", True)
    assert rate.measure == "contacts/s without a failure for 60 s"


def test_cost_is_compared_at_the_highest_rate_that_both_kept() -> None:
    cost = next(one for one in told(REPORT) if one.measure.startswith("processor"))
    assert (cost.native, cost.ours, cost.ratio, cost.reached) == ("40.0", "60.0", "1.50", False)


def test_a_side_that_kept_no_rate_is_shown_with_none() -> None:
    report = Report(
        conditions=CONDITIONS,
        lines=(),
        attempts=(attempt("native", 4, 100, 0.04), attempt("ours", 4, 7, 0.06)),
    )
    (rate,) = told(report)
    assert (rate.ours, rate.reached) == ("0.0", False)


def test_the_page_holds_every_line_and_every_attempt() -> None:
    page = as_page(REPORT)
    assert page.index("| lost |") < page.index("| unknown |") < page.index("| won |")
    assert "| native | 8 | 60 | 100 | 99 | 41.0 | 50% |" in page
    assert "commit abc1234" in page


def test_figures_of_a_machine_with_other_work_are_called_not_final() -> None:
    restless = msgspec.structs.replace(CONDITIONS, load_before=0.5)
    assert describe(restless).endswith(NOT_QUIET)
    assert NOT_QUIET not in describe(CONDITIONS)


def test_everything_is_left_in_files(tmp_path: Path) -> None:
    sample = Sample(row="won", measure="INVITE → 200", side="ours", block=1, milliseconds=1.5)
    write(REPORT, [sample], tmp_path)
    assert json.loads((tmp_path / "report.json").read_text())["lines"][1]["row"] == "lost"
    with (tmp_path / "samples.csv").open(encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == [
            {"row": "won", "measure": "INVITE → 200", "side": "ours", "block": "1", "milliseconds": "1.5"}
        ]
    with (tmp_path / "contacts.csv").open(encoding="utf-8") as file:
        assert [row["complete"] for row in csv.DictReader(file)] == ["100", "100", "100", "99"]
