"""``switchroom simulate --from-history``, as it is typed."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

import ivr
from ivr.cli.main import app
from ivr.server.board_journal import BoardJournal
from ivr.server.settings import load
from ivr.storage.store import Store
from routing import (
    Agent,
    Applied,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    Change,
    PhoneChanged,
    SignedIn,
    TalkEnded,
)

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp()
CENTRE = """\
name: {en: Small}
zone: UTC
languages: [en]
skills: [repair]
agents: {"8001": {name: Li, skills: {repair: 5}}}
queues: {repair: {name: {en: Repair}, needs: {repair: 1}}}
"""


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    folder = tmp_path / "dialplans"
    folder.mkdir()
    (folder / "centre.yaml").write_text(CENTRE)
    (tmp_path / "state").mkdir()
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path / 'state'}\ndialplans: {folder}\n")
    return file


def queued(call: str, at: float) -> CallQueued:
    return CallQueued(call, "repair", {"repair": 1}, since=NOON + at)


def day(settings: Path, *changes: tuple[float, Change]) -> None:
    """A day on which the board was told this, so many seconds after noon."""
    asyncio.run(_kept(settings, changes))


async def _kept(settings: Path, changes: tuple[tuple[float, Change], ...]) -> None:
    board = Board({"8001": Agent("8001", {"repair": 5})})
    async with Store.open(load(settings).database, ivr.__version__) as store:
        journal = BoardJournal(store, board, lambda: NOON)
        journal.begin(1)
        for after, change in ((0.0, PhoneChanged("8001", True)), (0.0, SignedIn("8001")), *changes):
            offers = board.apply(change, NOON + after)
            journal.applied(Applied(NOON + after, change, offers))


def typed(settings: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["simulate", "--settings", str(settings), *words])


def test_a_day_is_told_beside_what_was(settings: Path) -> None:
    day(
        settings,
        (10.0, queued("c1", 10.0)),
        (10.0, CallAnswered("8001", "c1")),
        (11.0, queued("c2", 11.0)),
        (60.0, TalkEnded("8001", "c1")),
        (60.0, CallAnswered("8001", "c2")),
        (61.0, queued("c3", 61.0)),
        (70.0, CallGone("c3")),
        (90.0, TalkEnded("8001", "c2")),
    )

    ran = typed(settings, "--from-history", "2026-11-30", "--json")

    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)["queues"]["repair"]
    assert told == {
        "offered": 3,
        "service_level": pytest.approx(1 / 3),
        "simulated_service_level": pytest.approx(1 / 3),
        "error": 0.0,
        "mean_wait_seconds": 24.5,
        "simulated_mean_wait_seconds": 24.5,
    }
    assert "+0.0%" in typed(settings, "--from-history", "2026-11-30").stdout


def test_a_day_of_which_nothing_is_known_is_refused(settings: Path) -> None:
    ran = typed(settings, "--from-history", "2026-11-29")

    assert ran.exit_code == 1
    assert "no call of 2026-11-29" in ran.stderr


@pytest.mark.parametrize("words", [(), ("a.yaml", "--from-history", "2026-11-30")])
def test_a_scenario_or_a_day_must_be_named_and_not_both(settings: Path, words: tuple[str, ...]) -> None:
    assert typed(settings, *words).exit_code == 2
