"""Importing a queue_log at the command line: once, however often, and never what is ours."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from ivr.cli.importing import app
from ivr.storage.store import Store
from ivr.storage.values import ContactFilter, ContactRecord
from tests.storage.examples import a_record, a_save
from tests.storage.queue_log.test_importing import LOG


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path}\ndialplans: {tmp_path / 'none'}\n")
    return file


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def imported(settings: Path, text: str = LOG) -> Result:
    file = settings.parent / "queue_log"
    file.write_text(text)
    return CliRunner().invoke(app, ["queue-log", str(file), "--settings", str(settings)])


def records(settings: Path, *ours: str) -> list[ContactRecord]:
    async def find() -> list[ContactRecord]:
        async with Store.open(f"sqlite:///{settings.parent / 'centre.db'}", "0.1") as store:
            for contact in ours:
                await store.save(a_save(contact, 1, phase=None, record=a_record(contact)))
            return list(await store.search(ContactFilter()))

    return asyncio.run(find())


def test_a_log_that_is_read_twice_is_there_once(settings: Path) -> None:
    first = imported(settings)
    assert first.exit_code == 0, first.output
    assert "3 calls taken in" in first.output
    assert "1 calls are not over: not taken in" in first.output
    assert "unknown event INFO passed over: 1 lines" in first.output
    before = records(settings)
    assert imported(settings).exit_code == 0
    assert records(settings) == before
    assert [record.dialplan_version for record in before] == ["imported"] * 3


def test_a_call_that_is_a_contact_of_ours_is_not_taken_in_again(settings: Path) -> None:
    records(settings, "1500000010-7")
    answer = imported(settings)
    assert "2 calls taken in" in answer.output
    assert "1 calls are our own contacts already" in answer.output
    assert len(records(settings)) == 3


def test_wrong_lines_are_told_in_chinese_too_and_the_rest_is_taken_in(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    answer = imported(settings, "rubbish\n" * 30 + LOG)
    assert answer.exit_code == 1
    assert "第 1 行：只有 1 个字段" in answer.output
    assert "另有 10 行有误" in answer.output
    assert "导入了 3 个呼叫" in answer.output
