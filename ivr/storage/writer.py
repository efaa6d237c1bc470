"""The writer: one thread that commits, all at once, whatever waits to be stored."""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog

from ivr.storage.backend import WriteConnection
from ivr.storage.errors import StorageFullError, StorageLockedError, StoreClosedError
from ivr.storage.writing import Batch

log = structlog.get_logger()

_MOST_TOGETHER = 1000
_PATIENCE_SECONDS = 600.0


class _Job(NamedTuple):
    batch: Batch
    done: asyncio.Future[None]


class Writer:
    """Takes batches from one event loop and tells each caller when its own is committed.

    Batches are committed in the order in which they came.  What waits while a commit runs goes
    into the next one together; if that fails for the sake of one batch, each is tried alone, so
    that every caller gets its own answer.  A locked database is waited for up to ``patience``
    seconds.
    """

    def __init__(self, connect: Callable[[], WriteConnection], patience: float = _PATIENCE_SECONDS) -> None:
        self._connect = connect
        self._patience = patience
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._started: asyncio.Future[None] = self._loop.create_future()
        self._closed = False
        self._last_seen = False

    @property
    def waiting(self) -> int:
        """How many batches wait for the thread to take them."""
        return self._queue.qsize()

    async def start(self) -> None:
        """Start the thread; raises what connecting raises."""
        self._thread.start()
        await self._started

    async def write(self, batch: Batch) -> None:
        """Return when the batch is committed; raises a ``StorageError`` when it is not.

        A caller that is cancelled while it waits may find the batch stored all the same.
        """
        await self.hand_in(batch)

    def hand_in(self, batch: Batch) -> asyncio.Future[None]:
        """Put the batch in line now, before whatever is handed in later; what is answered tells its end.

        Raises ``StoreClosedError``.
        """
        if self._closed:
            raise StoreClosedError
        job = _Job(batch, self._loop.create_future())
        self._queue.put(job)
        return job.done

    async def close(self) -> None:
        """Commit what waits, then end the thread."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        try:
            connection = self._connect()
        except Exception as error:
            self._tell([self._started], error)
            return
        self._tell([self._started], None)
        try:
            while not self._last_seen:
                self._commit(connection, self._take())
        finally:
            connection.close()

    def _take(self) -> list[_Job]:
        """All that waits now; blocks until there is something."""
        jobs: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == _MOST_TOGETHER:
                return jobs
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return jobs
        self._last_seen = True
        return jobs

    def _commit(self, connection: WriteConnection, jobs: Sequence[_Job]) -> None:
        if not jobs:
            return
        try:
            self._commit_patiently(connection, _together(jobs))
        except Exception as error:  # whatever it is: the thread must live, and the callers must be told
            if len(jobs) == 1 or isinstance(error, StorageLockedError | StorageFullError):
                self._tell([job.done for job in jobs], error)
                return
            for job in jobs:
                self._commit(connection, [job])
        else:
            self._tell([job.done for job in jobs], None)

    def _commit_patiently(self, connection: WriteConnection, batch: Batch) -> None:
        began = time.monotonic()
        while True:
            try:
                connection.commit(batch)
                return
            except StorageLockedError as error:
                waited = time.monotonic() - began
                log.warning("storage_locked", place=error.place, waited_seconds=round(waited, 1))
                if waited >= self._patience:
                    raise

    def _tell(self, futures: Sequence[asyncio.Future[None]], error: Exception | None) -> None:
        try:
            self._loop.call_soon_threadsafe(_settle, futures, error)
        except RuntimeError:  # the loop ended before the store was closed: nobody is left to tell
            log.warning("storage_caller_gone", commits=len(futures))


def _together(jobs: Sequence[_Job]) -> Batch:
    if len(jobs) == 1:
        return jobs[0].batch
    writes = tuple(write for job in jobs for write in job.batch.writes)
    return Batch(writes, durable=any(job.batch.durable for job in jobs))


def _settle(futures: Sequence[asyncio.Future[None]], error: Exception | None) -> None:
    for future in futures:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
