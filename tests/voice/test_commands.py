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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts.yaml").write_text("- {en: Hello.}\n- {en: Goodbye.}\n")
    file = PromptLibrary(tmp_path).path(HELLO)
    file.parent.mkdir()
    file.write_bytes(b"sound")
    write_index(tmp_path, {sound_hash(HELLO): Entry("en", "Hello.", "somebody")})
    return tmp_path


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


def test_missing_names_what_has_no_sound_and_fails(folder: Path) -> None:
    done = typed("missing", str(folder))
    assert (done.exit_code, done.stdout) == (1, "en  Goodbye.\n")


def test_missing_is_content_when_everything_is_there(folder: Path) -> None:
    (folder / "texts.yaml").write_text("- {en: Hello.}\n")
    assert (typed("missing", str(folder)).exit_code, typed("render", str(folder)).exit_code) == (0, 0)


def test_list_tells_what_each_file_says(folder: Path) -> None:
    done = typed("list", str(folder))
    assert done.exit_code == 0
    assert f"en/{sound_hash(HELLO)}" in done.stdout
    assert "Hello." in done.stdout
    assert "somebody" in done.stdout


def test_a_folder_without_texts_is_named_with_the_remedy(tmp_path: Path) -> None:
    done = typed("render", str(tmp_path))
    assert done.exit_code == 1
    assert "texts.yaml" in done.stderr
    assert "name the folder" in done.stderr


def test_a_bad_list_is_told_without_a_traceback(folder: Path) -> None:
    (folder / "texts.yaml").write_text("- {en: 1}\n")
    done = typed("render", str(folder))
    assert done.exit_code == 1
    assert "cannot be read" in done.stderr
