"""An agent's PIN is set, made and taken away at the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ivr.cli.agent import app
from ivr.storage.pins import PinBook

DIALPLANS = Path(__file__).parents[1] / "transcripts" / "centre"
PROMPTS = Path(__file__).parents[2] / "dialplans" / "prompts"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    folder = tmp_path / "dialplans"
    folder.mkdir()
    (folder / "centre.yaml").write_text('name: {en: Small}\nlanguages: [en]\nagents: {"8001": {name: Li}}\n')
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path / 'state'}\ndialplans: {folder}\nprompts: {PROMPTS}\n")
    return file


def typed(settings: Path, *words: str, keys: str = "") -> Result:
    return CliRunner().invoke(app, ["pin", *words, "--settings", str(settings)], input=keys)


def book(settings: Path) -> PinBook:
    return PinBook(settings.parent / "state" / "pins.json")


def test_a_pin_that_is_typed_twice_is_set_and_not_shown(settings: Path) -> None:
    done = typed(settings, "8001", keys="2468\n2468\n")
    assert done.exit_code == 0, done.output
    assert book(settings).is_right("8001", "2468")
    assert "2468" not in done.output


def test_a_made_pin_is_printed_this_once(settings: Path) -> None:
    done = typed(settings, "8001", "--generate")
    assert book(settings).is_right("8001", done.stdout.strip())


def test_a_pin_is_taken_away(settings: Path) -> None:
    typed(settings, "8001", "--generate")
    assert typed(settings, "8001", "--clear").stdout == "The PIN is gone.\n"
    assert not book(settings).has("8001")
    assert typed(settings, "8001", "--clear").stdout == "There was no PIN.\n"


def test_an_unknown_agent_and_an_unfit_pin_are_refused(settings: Path) -> None:
    assert "there is no agent 8099; centre.yaml has 8001" in typed(settings, "8099", "--generate").stderr
    assert "4 to 16 digits" in typed(settings, "8001", keys="12\n12\n").stderr
