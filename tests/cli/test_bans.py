"""Who is shut out is listed and changed at the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ivr.cli.bans import app


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path / 'state'}\n")
    return file


def typed(settings: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--settings", str(settings)])


def test_an_address_is_shut_out_listed_and_let_in_again(settings: Path) -> None:
    assert typed(settings, "list").output == "Nobody is shut out.\n"
    assert typed(settings, "add", "192.0.2.7", "--hours", "2").output == "192.0.2.7 is shut out.\n"
    assert "192.0.2.7  until 20" in typed(settings, "list").output
    assert typed(settings, "lift", "192.0.2.7").output == "192.0.2.7 is let in again.\n"
    assert typed(settings, "lift", "192.0.2.7").output == "192.0.2.7 was not shut out.\n"
    assert typed(settings, "list").output == "Nobody is shut out.\n"


@pytest.mark.parametrize("word", ["add", "lift"])
def test_what_is_no_address_is_refused(settings: Path, word: str) -> None:
    refused = typed(settings, word, "0.0.0.0/0")
    assert refused.exit_code == 1
    assert "no IP address" in refused.output


def test_a_broken_file_is_told(settings: Path) -> None:
    (settings.parent / "state").mkdir()
    (settings.parent / "state/bans.json").write_text("{")
    for words in (["list"], ["add", "192.0.2.7"], ["lift", "192.0.2.7"]):
        refused = typed(settings, *words)
        assert refused.exit_code == 1
        assert "remove the file" in refused.output
