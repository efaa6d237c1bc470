"""``switchroom simulate``, as it is typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.cli.main import app

SCENARIO = """\
seed: 7
contacts: 2000
classes:
  - {name: all, per_minute: 48, handle_seconds: {exponential: 60}, patience_seconds: {exponential: 120}}
agents:
  - {name: team, count: 50}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    file = tmp_path / "scenario.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    return file


def test_the_figures_are_told_as_json(scenario: Path) -> None:
    ran = CliRunner().invoke(app, ["simulate", str(scenario), "--json"])

    answer = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert set(answer) == {"classes", "agents", "seconds"}
    assert set(answer["classes"]["all"]) == {
        "offered",
        "answered",
        "abandoned",
        "blocked",
        "mean_wait_seconds",
        "mean_wait_ci95",
        "p_wait",
        "service_level",
    }
    assert answer["classes"]["all"]["offered"] == 2000
    assert 0.5 < answer["agents"]["team"]["occupancy"] < 1


def test_the_figures_are_told_as_a_table(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    ran = CliRunner().invoke(app, ["simulate", str(scenario)])

    assert "工时利用率" in ran.stdout
    assert "2,000" in ran.stdout


def test_a_wrong_scenario_is_refused_with_its_place(scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("48", "0"), encoding="utf-8")

    ran = CliRunner().invoke(app, ["simulate", str(scenario), "--json"])

    assert (ran.exit_code, ran.stdout) == (1, "")
    assert f"{scenario}:4:29: 0 is too small" in ran.stderr


def test_a_file_that_is_not_there_is_told() -> None:
    ran = CliRunner().invoke(app, ["simulate", "nowhere.yaml"])

    assert ran.exit_code == 1
    assert "nowhere.yaml cannot be read" in ran.stderr
