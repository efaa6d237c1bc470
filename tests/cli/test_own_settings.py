"""Faults in the settings are told in plain words, with the remedy."""

from pathlib import Path

import pytest
import typer

from ivr.cli.own_settings import settings_of, settings_with_state


def refusal(file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(typer.Exit) as ended:
        settings_of(file)
    assert ended.value.exit_code == 1
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prompt: x\n", 'there is no setting "prompt"; did you mean "prompts"?'),
        ("api: {prot: 1}\n", 'there is no setting "api.prot"; did you mean "port"?'),
        ("api: {x: 1}\n", 'there is no setting "api.x"; there are: host, port'),
        ("api: {port: web}\n", "api.port: Input should be a valid integer"),
        ("asterisk:\n\tname: x\n", "it must be YAML in UTF-8"),
        ("- dialplans\n", "it must be YAML in UTF-8"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file_and_remedy(
    text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    said = refusal(file, capsys)
    assert told in said
    assert str(file) in said


def test_a_file_in_another_encoding_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes("state: 中心\n".encode("gbk"))
    assert "UTF-8" in refusal(file, capsys)


def test_a_settings_file_that_is_named_must_be_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "there is no settings file" in refusal(tmp_path / "none.yaml", capsys)


def test_a_state_folder_that_cannot_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("")
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path / 'taken'}\n")
    with pytest.raises(typer.Exit):
        settings_with_state(file)
    assert "let the setting state name another" in capsys.readouterr().err


def test_right_settings_are_taken_and_their_state_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path / 'a' / 'b'}\napi: {{port: 81}}\n")
    assert settings_with_state(file).api.port == 81
    assert (tmp_path / "a" / "b").is_dir()
