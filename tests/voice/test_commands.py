"""``switchroom prompts`` as an administrator types it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ivr.cli.prompts import app
from ivr.telephony.prompts import Prompt
from ivr.voice.index import Entry, write_index
from ivr.voice.library import PromptLibrary
from ivr.voice.naming import sound_hash

HELLO = Prompt("Hello.", "en")

CENTRE = """
name: {en: Example}
zone: UTC
languages: [en]
skills: [service]
numbers:
  "4001": {dialplan: main, language: en}
"""
MAIN = """
start: goodbye
nodes:
  goodbye: {type: say, prompt: {en: Closed today.}, next: end}
  end: {type: hang_up}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder without dialplans, whose list has one text with a sound and one without."""
    prompts = tmp_path / "prompts"
    file = PromptLibrary(prompts).path(HELLO)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"sound")
    (prompts / "texts.yaml").write_text("- {en: Hello.}\n- {en: Goodbye.}\n")
    write_index(prompts, {sound_hash(HELLO): Entry("en", "Hello.", "somebody")})
    return tmp_path


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


def test_missing_names_what_has_no_sound_and_fails(folder: Path) -> None:
    done = typed("missing", str(folder))
    assert (done.exit_code, done.stdout) == (1, "en  Goodbye.\n")


def test_missing_names_what_the_dialplans_say(folder: Path) -> None:
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "main.yaml").write_text(MAIN)
    done = typed("missing", str(folder))
    assert done.exit_code == 1
    assert done.stdout.startswith("en  Goodbye.\nen  Closed today.\n")


def test_the_rendered_prompts_may_lie_elsewhere(folder: Path) -> None:
    done = typed("missing", str(folder / "nowhere"), "--prompts", str(folder / "prompts"))
    assert (done.exit_code, done.stdout) == (1, "en  Goodbye.\n")


def test_dialplans_with_mistakes_are_sent_to_check(folder: Path) -> None:
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "main.yaml").write_text("start: nowhere\n")
    done = typed("render", str(folder))
    assert done.exit_code == 1
    assert f"switchroom check {folder}" in done.stderr


def test_nothing_is_done_when_everything_is_there(folder: Path) -> None:
    (folder / "prompts" / "texts.yaml").write_text("- {en: Hello.}\n")
    assert (typed("missing", str(folder)).exit_code, typed("render", str(folder)).exit_code) == (0, 0)


def test_list_tells_what_each_file_says(folder: Path) -> None:
    done = typed("list", str(folder))
    assert done.exit_code == 0
    assert f"en/{sound_hash(HELLO)}" in done.stdout
    assert "Hello." in done.stdout
    assert "somebody" in done.stdout


def test_a_folder_without_anything_to_say_is_named(tmp_path: Path) -> None:
    done = typed("render", str(tmp_path))
    assert done.exit_code == 1
    assert str(tmp_path) in done.stderr
    assert "name another folder" in done.stderr


def test_a_bad_list_is_told_without_a_traceback(folder: Path) -> None:
    (folder / "prompts" / "texts.yaml").write_text("- {en: 1}\n")
    done = typed("render", str(folder))
    assert done.exit_code == 1
    assert "cannot be read" in done.stderr


def test_missing_names_what_the_house_itself_says(folder: Path) -> None:
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "main.yaml").write_text(MAIN)
    done = typed("missing", str(folder))
    assert "en  You are signed in.\n" in done.stdout
    assert "en  lunch\n" in done.stdout
