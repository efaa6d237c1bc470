"""``switchroom test``."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ivr.cli.rehearse import rehearse
from tests.rehearsal.examples import CENTRE, MAIN, OPINION

app = typer.Typer()
app.command()(rehearse)

LOST = "callers: [{name: {zh: 迷路的人, en: A lost one}, reached: officer}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("centre", CENTRE), ("main", MAIN), ("opinion", OPINION)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str, locale: str = "C") -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(folder), *options], env={"LC_ALL": locale})
    return result.exit_code, result.stdout


def test_a_folder_in_which_all_goes_well_is_told_so(folder: Path) -> None:
    code, output = run(folder)

    assert code == 0
    assert output.startswith("0 callers of the dialplans, ")
    assert "; 0 did not pass (" in output


def test_a_failing_caller_s_whole_transcript_is_printed_and_the_command_fails(folder: Path) -> None:
    (folder / "main.yaml").write_text(MAIN + LOST, encoding="utf-8")

    code, output = run(folder, "--written")
    code_zh, output_zh = run(folder, "--written", locale="zh_CN.UTF-8")

    assert (code, code_zh) == (1, 1)
    lines = output.splitlines()
    assert lines[0].startswith("A lost one (main): 2026-03-11 10:00:00 CST, 13800138000 dials 4001")
    assert '       ✗  he did not come to the node "officer"' in lines
    assert lines[-1].startswith("1 callers of the dialplans, 0 made up; 1 did not pass (")
    assert "       ✗  没有到达节点“officer”" in output_zh.splitlines()


def test_json_is_one_document(folder: Path) -> None:
    (folder / "main.yaml").write_text(MAIN + LOST, encoding="utf-8")

    code, output = run(folder, "--written", "--json")

    told = json.loads(output)
    assert code == 1
    assert told["ok"] is False
    assert told["callers"][0]["name"] == {"zh": "迷路的人", "en": "A lost one"}
    assert told["callers"][0]["moments"][0]["moment"] == "Came"


def test_a_dialplan_with_problems_is_not_tried(folder: Path) -> None:
    (folder / "main.yaml").write_text(MAIN + LOST.replace("officer", "office"), encoding="utf-8")

    code, output = run(folder)

    assert code == 1
    assert output == ""


def test_a_zone_that_is_not_known_is_refused(folder: Path) -> None:
    text = CENTRE.replace("notice: false", "notice: false\nzone: Middle/Earth")
    (folder / "centre.yaml").write_text(text, encoding="utf-8")

    assert run(folder)[0] == 1
