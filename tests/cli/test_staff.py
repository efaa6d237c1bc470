"""``switchroom staff``, as it is typed."""

import json

import pytest
from typer.testing import CliRunner

from ivr.cli.main import app

FEW = ["staff", "--calls-per-hour", "12", "--handle-seconds", "60"]


def test_the_agents_needed_are_told_as_json() -> None:
    ran = CliRunner().invoke(app, [*FEW, "--target", "90/30", "--patience", "60", "--json"])

    answer = json.loads(ran.stdout)
    assert set(answer) == {"agents", "erlang_c", "erlang_a", "simulated"}
    assert answer["agents"] == answer["erlang_a"]["agents"] >= 1


def test_they_are_told_as_a_table() -> None:
    ran = CliRunner().invoke(app, [*FEW, "--patience", "60"], env={"LANG": "en_US.UTF-8", "LC_ALL": ""})

    assert "Erlang A" in ran.stdout
    assert "Simulated" in ran.stdout


@pytest.mark.parametrize("target", ["80-20", "100/20", "0/20", "80", "80/20s"])
def test_what_is_no_service_level_is_refused(target: str) -> None:
    ran = CliRunner().invoke(app, [*FEW, "--target", target])

    assert ran.exit_code == 2
    assert "80/20" in ran.stderr
