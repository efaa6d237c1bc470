"""Recordings whose files are still written: they are finished once, when the file is closed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from ivr.server import awaiting as module
from ivr.server.awaiting import Awaiting
from ivr.telephony.ids import ContactId

ONE, OTHER = ContactId("sw-1-1"), ContactId("sw-1-2")


class Finisher:
    """Notes what it finishes; the first time it may fail."""

    def __init__(self) -> None:
        self.finished: list[tuple[ContactId, float | None]] = []
        self.fails = False
        self.news: asyncio.Queue[ContactId] = asyncio.Queue()

    async def finish(self, contact: ContactId, talk_seconds: float | None) -> object:
        self.finished.append((contact, talk_seconds))
        self.news.put_nowait(contact)
        if self.fails:
            self.fails = False
            raise OSError("no space left on device")
        return None

    async def until(self, finished: list[tuple[ContactId, float | None]]) -> None:
        """Wait until these are finished, and see that nothing more is."""
        async with asyncio.timeout(5):
            for _ in finished:
                await self.news.get()
        await asyncio.sleep(0.05)
        assert self.finished == finished


@pytest.fixture
def finisher() -> Finisher:
    return Finisher()


@pytest.fixture
def written() -> set[ContactId]:
    """The contacts whose files are being written."""
    return set()


@pytest.fixture
async def awaiting(
    finisher: Finisher, written: set[ContactId], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Awaiting]:
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.01)
    made = Awaiting(finisher, written.__contains__)
    running = asyncio.create_task(made.run())
    yield made
    assert not running.done()
    running.cancel()


async def test_a_file_that_nobody_writes_is_finished_at_once(awaiting: Awaiting, finisher: Finisher):
    await awaiting.finish(ONE, 3.0)
    assert finisher.finished == [(ONE, 3.0)]


async def test_a_file_that_is_written_is_finished_once_when_it_is_closed(
    awaiting: Awaiting, finisher: Finisher, written: set[ContactId]
):
    written.add(ONE)
    await awaiting.finish(ONE, 3.0)
    await asyncio.sleep(0.1)
    assert finisher.finished == []
    written.remove(ONE)
    await finisher.until([(ONE, 3.0)])


async def test_what_a_repair_found_being_written_is_finished_later(
    awaiting: Awaiting, finisher: Finisher, written: set[ContactId]
):
    written.update((ONE, OTHER))
    awaiting.add((ONE, OTHER))
    written.remove(OTHER)
    await finisher.until([(OTHER, None)])


async def test_one_that_cannot_be_finished_does_not_keep_the_others(
    awaiting: Awaiting, finisher: Finisher, written: set[ContactId]
):
    written.update((ONE, OTHER))
    awaiting.add((ONE, OTHER))
    finisher.fails = True
    written.clear()
    await finisher.until([(ONE, None), (OTHER, None)])
