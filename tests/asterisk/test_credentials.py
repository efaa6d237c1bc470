"""Secrets in their file."""

import json
from pathlib import Path

import pytest

from ivr.asterisk.credentials import SecretsError, load_or_make


def test_secrets_are_made_once_and_kept(tmp_path: Path):
    path = tmp_path / "state" / "secrets.json"
    made = load_or_make(path, ["8001", "8002"])
    assert load_or_make(path, ["8001", "8002"]) == made
    assert len({made.ari, made.ami, made.carrier, *made.agents.values()}) == 5


def test_nobody_but_the_owner_may_read_them(tmp_path: Path):
    load_or_make(tmp_path / "secrets.json", [])
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_new_agent_gets_a_password_and_the_old_one_keeps_his(tmp_path: Path):
    before = load_or_make(tmp_path / "secrets.json", ["8001"])
    after = load_or_make(tmp_path / "secrets.json", ["8001", "8002"])
    assert after.agents["8001"] == before.agents["8001"]
    assert after.agents["8002"] != before.agents["8001"]


def test_a_trunks_password_is_the_administrators_and_stays(tmp_path: Path):
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"trunk.north": "given"}), encoding="utf-8")
    load_or_make(path, ["8001"])
    assert load_or_make(path, []).trunks == {"north": "given"}


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"ari": 5}'])
def test_a_broken_file_is_named_with_the_remedy_and_not_overwritten(tmp_path: Path, text: str):
    path = tmp_path / "secrets.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SecretsError, match="remove it to have new secrets made") as refused:
        load_or_make(path, ["8001"])
    assert str(path) in str(refused.value)
    assert path.read_text(encoding="utf-8") == text
