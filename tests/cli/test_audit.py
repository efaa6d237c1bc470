"""What audit, replay and why tell of a stored day, and how they end."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import structlog
import typer
from typer.testing import CliRunner

import routing
from ivr.cli import audit, replay, why
from ivr.cli.days import day_named
from ivr.storage.store import Store
from ivr.storage.values import BoardChange, BoardChapter
from routing import Agent, Applied, CallQueued, Chapter, Offer, PhoneChanged, SignedIn
from tests.routing.evening import history_of
from tests.storage.examples import a_save

RUN = CliRunner()
FIRST, SECOND = "sw-1-1.place.1", "sw-1-2.place.1"
NEEDS = {"repair": 1}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path}\n")
    return str(file)


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def day() -> Chapter:
    """Two callers wait; two agents come, one after the other."""
    now = time.time() - 10.0
    agents = {name: Agent(name, {"repair": 3}) for name in ("8001", "8002")}
    waits = [
        (now, CallQueued(call, "repair", NEEDS, since=now + at)) for at, call in enumerate((FIRST, SECOND))
    ]
    come = [(now + 2, change(name)) for name in agents for change in (SignedIn, _reached)]
    return history_of(agents, (*waits, *come))


def _reached(agent: str) -> routing.Change:
    return PhoneChanged(agent, True)


def swapped(chapter: Chapter) -> Chapter:
    """The same with the two offers' calls changed."""
    other = {FIRST: SECOND, SECOND: FIRST}
    applied = tuple(
        Applied(one.at, one.change, tuple(Offer(other[offer.call], offer.agent) for offer in one.offers))
        for one in chapter.applied
    )
    return Chapter(chapter.begin, applied)


def store(settings: str, chapter: Chapter, leave_out: int = 0) -> None:
    """Store the chapter as it would have been kept, and a journal of the first contact."""
    database = Path(settings).parent / "centre.db"

    async def keep() -> None:
        async with Store.open(f"sqlite:///{database}", "0.1") as opened:
            encode = msgspec.json.encode
            begin = encode(chapter.begin)
            at = chapter.applied[0].at
            opened.begin_board_chapter(BoardChapter(chapter=1, at=at, code_version="0.1", checkpoint=begin))
            for seq, one in enumerate(chapter.applied, start=1):
                if seq != leave_out:
                    change, offers = encode(one.change), encode(one.offers)
                    opened.note_board_change(
                        BoardChange(chapter=1, seq=seq, at=one.at, change=change, offers=offers)
                    )
            await opened.save(a_save("sw-1-1", 1, at=at))

    asyncio.run(keep())


def told(command: Callable[..., None], *arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(command)
    answer = RUN.invoke(app, [*arguments])
    return answer.exit_code, answer.output


def test_a_day_in_order_is_proven_and_plays_again(settings: str) -> None:
    store(settings, day())
    code, output = told(audit.audit, "today", "--settings", settings)
    assert (code, output) == (0, "2 offers checked\nnobody was served before his turn\n")
    code, output = told(replay.replay, "today", "--settings", settings)
    assert (code, output) == (0, "6 changes played again\nthe same offers, every one of them\n")


def test_two_offers_that_were_swapped_are_a_violation_and_a_divergence(settings: str) -> None:
    store(settings, swapped(day()))
    code, output = told(audit.audit, "today", "--settings", settings)
    assert code == audit.VIOLATED
    assert f"{SECOND} → agent 8001 went before {FIRST}: NO REASON" in output
    assert "1 offers broke the order" in output
    code, output = told(replay.replay, "today", "--settings", settings)
    assert code == audit.VIOLATED
    assert f"it offered {SECOND}→8001, now it offers {FIRST}→8001" in output


def test_a_history_with_a_gap_proves_nothing_after_it(settings: str) -> None:
    store(settings, day(), leave_out=3)
    for command in (audit.audit, replay.replay):
        code, output = told(command, "today", "--settings", settings)
        assert code == audit.NOT_PROVEN
        assert "has a gap: nothing is checked after it" in output


def test_a_day_without_history_proves_nothing(settings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, output = told(audit.audit, "2020-01-01", "--settings", settings)
    assert (code, "这一天没有记录" in output) == (audit.NOT_PROVEN, True)


def test_why_tells_a_contacts_offers_and_its_wait(settings: str) -> None:
    store(settings, day())
    code, output = told(why.why, "sw-1-1", "--settings", settings)
    assert code == 0
    assert f"{FIRST} (queue repair) was offered to agent 8001" in output
    code, output = told(why.why, "sw-9-9", "--settings", settings)
    assert code == 1
    assert "there is no journal of this contact" in output


def test_a_day_that_is_none_is_refused(settings: str) -> None:
    code, output = told(audit.audit, "2026-13-40", "--settings", settings)
    assert (code, "is no day" in output) == (1, True)
    assert day_named("today")[0] == day_named("yesterday")[1]
