"""The writer: what waits is committed together, in order, and each caller gets its own answer."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from ivr.storage.errors import AlreadyThereError, StorageFailedError, StorageFullError
from ivr.storage.writer import Writer
from ivr.storage.writing import Batch, How, Write


class Slow:
    """A connection that commits when it is let, and refuses the rows named so."""

    def __init__(self) -> None:
        self.committed: list[Batch] = []
        self.begun = threading.Event()
        self.may_go_on = threading.Event()
        self.closed = False

    def commit(self, batch: Batch) -> None:
        self.begun.set()
        assert self.may_go_on.wait(10)
        match {write.row.get("is") for write in batch.writes}:
            case kinds if "double" in kinds:
                raise AlreadyThereError("journal")
            case kinds if "huge" in kinds:
                raise StorageFullError("disk")
            case kinds if "mad" in kinds:
                raise ZeroDivisionError
        self.committed.append(batch)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def connection() -> Slow:
    return Slow()


@pytest.fixture
async def writer(connection: Slow) -> AsyncIterator[Writer]:
    writer = Writer(lambda: connection)
    await writer.start()
    yield writer
    connection.may_go_on.set()
    await writer.close()


def _batch(kind: str, durable: bool = False) -> Batch:
    return Batch((Write(How.INSERT, "journal", {"is": kind}),), durable)


async def _while_one_commits(writer: Writer, connection: Slow, *batches: Batch) -> list[object]:
    """Hand the batches in while the thread is busy with another; answers what became of each."""
    first = asyncio.create_task(writer.write(_batch("first")))
    await asyncio.to_thread(connection.begun.wait, 10)
    others = [asyncio.create_task(writer.write(batch)) for batch in batches]
    await asyncio.sleep(0)
    assert writer.waiting == len(batches)
    connection.may_go_on.set()
    await first
    return await asyncio.gather(*others, return_exceptions=True)


def _kinds(connection: Slow) -> list[list[object]]:
    return [[write.row["is"] for write in batch.writes] for batch in connection.committed]


async def test_what_waits_during_a_commit_is_committed_together_and_in_order(
    writer: Writer, connection: Slow
) -> None:
    outcomes = await _while_one_commits(writer, connection, _batch("a"), _batch("b"), _batch("c"))
    assert outcomes == [None, None, None]
    assert _kinds(connection) == [["first"], ["a", "b", "c"]]


async def test_one_durable_batch_makes_all_that_go_with_it_durable(writer: Writer, connection: Slow) -> None:
    await _while_one_commits(writer, connection, _batch("a"), _batch("b", durable=True), _batch("c"))
    assert [batch.durable for batch in connection.committed] == [False, True]


async def test_batches_that_need_not_be_durable_are_not(writer: Writer, connection: Slow) -> None:
    await _while_one_commits(writer, connection, _batch("a"), _batch("b"))
    assert [batch.durable for batch in connection.committed] == [False, False]


@pytest.mark.parametrize(("kind", "error"), [("double", AlreadyThereError), ("mad", ZeroDivisionError)])
async def test_one_that_is_wrong_fails_alone(
    writer: Writer, connection: Slow, kind: str, error: type[Exception]
) -> None:
    outcomes = await _while_one_commits(writer, connection, _batch("a"), _batch(kind), _batch("c"))
    assert [type(outcome) for outcome in outcomes] == [type(None), error, type(None)]
    assert _kinds(connection) == [["first"], ["a"], ["c"]]


async def test_a_full_disk_is_told_to_all_without_trying_each(writer: Writer, connection: Slow) -> None:
    outcomes = await _while_one_commits(writer, connection, _batch("a"), _batch("huge"))
    assert [type(outcome) for outcome in outcomes] == [StorageFullError, StorageFullError]
    assert _kinds(connection) == [["first"]]


async def test_what_connecting_raises_is_raised_at_the_start() -> None:
    def refuse() -> Slow:
        raise StorageFailedError("centre.db", "it is not there")

    with pytest.raises(StorageFailedError, match="it is not there"):
        await Writer(refuse).start()


async def test_the_connection_is_closed_with_the_writer_and_closing_twice_is_harmless(
    writer: Writer, connection: Slow
) -> None:
    connection.may_go_on.set()
    await writer.write(_batch("a"))
    await writer.close()
    await writer.close()
    assert connection.closed


def test_a_loop_that_ends_before_the_store_does_not_hang_the_thread(connection: Slow) -> None:
    async def leave() -> Writer:
        writer = Writer(lambda: connection)
        await writer.start()
        asyncio.ensure_future(writer.write(_batch("a"))).cancel()
        task = asyncio.ensure_future(writer.write(_batch("b")))
        await asyncio.to_thread(connection.begun.wait, 10)
        task.cancel()
        return writer

    writer = asyncio.run(leave())
    connection.may_go_on.set()
    asyncio.run(writer.close())
    assert connection.closed
