"""Whatever was acknowledged before ``kill -9`` is there after it, once and whole."""

import asyncio
import multiprocessing
import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from ivr.storage.store import Store
from tests.storage.crash_writer import ACKNOWLEDGED, EVENTS_A_CONTACT, name, write_until_killed

RUNS = 100
RUNS_FROM_THE_START = 20
"""So many are killed soon after they began, the others soon after they told of something."""

LONGEST_SECONDS = 0.15
SECONDS_TO_BEGIN = 10.0

Acknowledged = dict[str, int]


@pytest.fixture(scope="module")
def processes() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.storage.crash_writer", "ivr.storage.backends.sqlite"])
    return context


@pytest.mark.timeout(120)
def test_a_hundred_kills_at_random_points_lose_nothing_and_repeat_nothing(
    tmp_path: Path, processes: multiprocessing.context.ForkServerContext
) -> None:
    path, chance = tmp_path / "centre.db", random.Random(20)
    acknowledged: Acknowledged = {}
    for run in range(RUNS):
        # The first kills may hit the making of the tables: nothing is prepared for them.
        acknowledged |= _run_and_kill(processes, path, run, chance.uniform(0.0, LONGEST_SECONDS))
    assert len(acknowledged) > RUNS
    asyncio.run(_opens(path))
    _must_be_whole(path, acknowledged)


def _run_and_kill(
    processes: multiprocessing.context.ForkServerContext, path: Path, run: int, seconds: float
) -> Acknowledged:
    """The last event of each contact that the process told of before it was killed."""
    source, sink = processes.Pipe(duplex=False)
    writer = processes.Process(target=write_until_killed, args=(f"sqlite:///{path}", run, sink))
    writer.start()
    sink.close()
    if run >= RUNS_FROM_THE_START:
        source.poll(SECONDS_TO_BEGIN)
    time.sleep(seconds)
    writer.kill()
    told = b""
    while piece := os.read(source.fileno(), 65536):
        told += piece
    writer.join()
    writer.close()
    source.close()
    whole = len(told) // ACKNOWLEDGED.size * ACKNOWLEDGED.size
    return {name(run, c, n): seq for c, n, seq in ACKNOWLEDGED.iter_unpack(told[:whole])}


async def _opens(path: Path) -> None:
    async with Store.open(f"sqlite:///{path}", "0.1") as store:
        await store.live()


def _must_be_whole(path: Path, acknowledged: Acknowledged) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        journal = dict(database.execute("SELECT contact, count(*) FROM journal GROUP BY contact"))
        newest = dict(database.execute("SELECT contact, max(seq) FROM journal GROUP BY contact"))
        live = dict(database.execute("SELECT contact, seq FROM live"))
        answers = [contact for (contact,) in database.execute("SELECT contact FROM answers")]
        ledger = dict(database.execute("SELECT contact, state FROM recordings"))
        ended = [contact for (contact,) in database.execute("SELECT contact FROM contacts")]
    lost = {contact: seq for contact, seq in acknowledged.items() if newest.get(contact, 0) < seq}
    assert lost == {}
    assert journal == newest  # each event once, and no gap
    assert live == {contact: seq for contact, seq in newest.items() if seq < EVENTS_A_CONTACT}
    assert sorted(ended) == sorted(contact for contact, seq in newest.items() if seq == EVENTS_A_CONTACT)
    assert sorted(answers) == sorted(contact for contact, seq in newest.items() if seq >= 3)
    states = {2: "recording", 3: "recording", 4: "stored"}
    assert ledger == {contact: states[seq] for contact, seq in newest.items() if seq >= 2}
