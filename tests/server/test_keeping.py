"""Storing steps while the database takes none, or takes its time."""

import asyncio
from pathlib import Path

import pytest

from ivr.calls.transition import Transition
from ivr.server import keeping
from ivr.server.journal import Entry
from ivr.server.keeping import StoredJournal
from ivr.storage.errors import StorageFullError
from ivr.storage.outbox import Outbox
from ivr.storage.values import Answer, Saved
from ivr.telephony.commands import SaveAnswer
from ivr.telephony.events import Event
from ivr.telephony.ids import AgentId
from tests.calls.transcript import event_in
from tests.server.examples import EDITION, TO_TALKING, phase_after

PHASE = phase_after(*TO_TALKING)
EVENT: Event = event_in("> 9.0 key 5", PHASE)
ANSWER = SaveAnswer(
    key="k", survey="satisfaction", question="csat", answer="5", queue="repair", agent=AgentId("8001")
)


class Store:
    """Takes steps only while ``open``."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.failure: Exception | None = None
        self.saved: list[int] = []
        self.answers: list[Answer] = []

    async def save(self, saved: Saved) -> None:
        await self.open.wait()
        if self.failure is not None:
            raise self.failure
        self.saved.append(saved.seq)

    async def save_answers(self, answers: tuple[Answer, ...]) -> None:
        self.answers.extend(answers)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(keeping, "SECONDS_TO_STORE", 0.05)
    monkeypatch.setattr(keeping, "SECONDS_WHEN_BEHIND", 0.01)
    return Store()


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


async def keep(journal: StoredJournal, seq: int, *commands: SaveAnswer) -> None:
    async with asyncio.timeout(2):
        await journal.keep(Entry(seq, PHASE, EVENT, Transition(PHASE, commands)), EDITION)


async def until(holds) -> None:
    async with asyncio.timeout(2):
        while not holds():  # noqa: ASYNC110  # threads tell nobody
            await asyncio.sleep(0.005)


async def test_a_step_is_stored_before_it_is_acted_upon(store: Store, outbox: Outbox):
    journal = StoredJournal(store, outbox)
    await keep(journal, 1)
    assert store.saved == [1]
    assert not journal.behind


async def test_while_the_database_is_locked_callers_are_served_and_all_is_stored_in_order_after(
    store: Store, outbox: Outbox
):
    journal = StoredJournal(store, outbox)
    store.open.clear()
    for seq in (1, 2, 3):
        await keep(journal, seq)
    assert (store.saved, journal.behind) == ([], True)
    store.open.set()
    await until(lambda: not journal.behind)
    assert store.saved == [1, 2, 3]


async def test_an_answer_that_cannot_be_stored_survives_our_death(store: Store, outbox: Outbox):
    journal = StoredJournal(store, outbox)
    store.open.clear()
    await keep(journal, 1, ANSWER)
    next_life = StoredJournal(store, outbox)
    await next_life.recover()
    assert [(answer.key, answer.answer) for answer in store.answers] == [("k", "5")]
    assert outbox.read() == ()
    store.open.set()
    await until(lambda: not journal.behind)


async def test_an_answer_that_was_stored_late_is_held_no_longer(store: Store, outbox: Outbox):
    journal = StoredJournal(store, outbox)
    store.open.clear()
    await keep(journal, 1, ANSWER)
    assert len(outbox.read()) == 1
    store.open.set()
    await until(lambda: outbox.read() == ())


async def test_an_answer_whose_step_was_lost_is_held(store: Store, outbox: Outbox):
    journal = StoredJournal(store, outbox)
    store.open.clear()
    await keep(journal, 1, ANSWER)
    store.failure = StorageFullError("/x")
    store.open.set()
    await until(lambda: not journal.behind)
    store.failure = None
    await keep(journal, 2)
    assert len(outbox.read()) == 1


async def test_what_the_database_refuses_at_once_is_told(store: Store, outbox: Outbox):
    store.failure = StorageFullError("/x")
    with pytest.raises(StorageFullError):
        await keep(StoredJournal(store, outbox), 1)


async def test_an_outbox_that_cannot_be_written_keeps_nobody_waiting(store: Store, tmp_path: Path):
    journal = StoredJournal(store, Outbox(tmp_path / "no folder" / "outbox"))
    store.open.clear()
    await keep(journal, 1, ANSWER)
    store.open.set()
    await until(lambda: not journal.behind)


async def test_a_line_that_was_cut_off_is_left_out(store: Store, outbox: Outbox, tmp_path: Path):
    journal = StoredJournal(store, outbox)
    store.open.clear()
    await keep(journal, 1, ANSWER)
    with (tmp_path / "outbox").open("ab") as file:
        file.write(b'{"key":"half')
    assert [answer.key for answer in outbox.read()] == ["k"]
    store.open.set()
    await until(lambda: not journal.behind)
