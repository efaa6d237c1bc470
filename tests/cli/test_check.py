"""``switchroom check`` looks where it is told to, or where the settings say."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ivr.cli.check import check, folders_of

RUN = CliRunner()


def app() -> typer.Typer:
    made = typer.Typer()
    made.command()(check)
    return made


def test_without_a_folder_the_settings_tell_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SWITCHROOM_DIALPLANS", raising=False)
    monkeypatch.delenv("SWITCHROOM_PROMPTS", raising=False)
    (tmp_path / "switchroom.yaml").write_text("dialplans: mine\nprompts: /elsewhere/prompts\n")
    assert folders_of(None, None) == (Path("mine"), Path("/elsewhere/prompts"))


def test_a_folder_that_is_named_has_its_own_prompts(tmp_path: Path) -> None:
    assert folders_of(tmp_path, None) == (tmp_path, tmp_path / "prompts")


def test_what_is_no_folder_is_told(tmp_path: Path) -> None:
    answer = RUN.invoke(app(), [str(tmp_path / "none")])
    assert answer.exit_code == 1
    assert "is no folder" in answer.stderr
