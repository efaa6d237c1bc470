"""The gate: who does not fare as he should is told as a problem of his dialplan."""

from pathlib import Path

from msgspec.structs import replace

from ivr.dialplan.messages import Message
from ivr.rehearsal.verdict import Verdict
from ivr.server.gate import problem_of, rehearsed
from ivr.voice.library import PromptLibrary
from tests.calls.transcript import edition

FAILED = Verdict(
    name=Message("报修", "Wants a repair"),
    dialplan="main",
    written=True,
    dials="4001",
    caller="",
    at=0.0,
    steps=(),
    moments=(),
    faults=(Message("没有到达队列", "did not come to the queue"),),
)


def test_an_edition_in_which_all_is_well_goes_through(tmp_path: Path) -> None:
    assert rehearsed(edition(), PromptLibrary(tmp_path)) == ()


def test_a_failure_is_a_problem_of_its_dialplan_in_both_languages() -> None:
    problem = problem_of(replace(FAILED, dialplan="vip"))
    assert problem.file == "vip.yaml"
    assert problem.what.en == "the simulated caller “Wants a repair”: did not come to the queue"
    assert "模拟来电者“报修”" in problem.what.zh
