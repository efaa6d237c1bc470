"""Tokens are made, listed without their secrets, and taken back."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.cli.token import app

RUN = CliRunner()


@pytest.fixture
def settings(tmp_path: Path) -> str:
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path / 'state'}\n")
    return str(file)


def test_a_token_that_was_made_is_listed_and_ends_when_it_is_taken_back(settings: str) -> None:
    secret = RUN.invoke(app, ["make", "wall", "--scope", "floor:read", "--settings", settings]).stdout.strip()
    listed = RUN.invoke(app, ["list", "--settings", settings]).stdout
    assert listed.split()[1:] == ["wall", "floor:read"]
    assert secret not in listed
    assert RUN.invoke(app, ["revoke", listed.split()[0], "--settings", settings]).exit_code == 0
    assert RUN.invoke(app, ["list", "--settings", settings]).stdout == ""


def test_a_token_that_is_not_there_cannot_be_taken_back(settings: str) -> None:
    answer = RUN.invoke(app, ["revoke", "00000000", "--settings", settings])
    assert answer.exit_code == 1
    assert "there is no token" in answer.stderr
