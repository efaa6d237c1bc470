"""Locks on the state folder: held by one process, gone with it, and its holder can be ended."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.server.locking import HeldError, end_holder, held

# Holds a lock until it is ended; "deaf" takes no notice of being asked.
_HOLDER = """
import asyncio, signal, sys
from pathlib import Path
from ivr.server.locking import held
if sys.argv[2] == "deaf":
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
async def hold():
    async with held(Path(sys.argv[1]), 0.0):
        print("held", flush=True)
        await asyncio.sleep(60)
asyncio.run(hold())
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "state" / "server.lock"


@pytest.fixture
def holder(lock: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[bytes]]:
    manner = getattr(request, "param", "obedient")
    words = (sys.executable, "-c", _HOLDER, str(lock), manner)
    process = subprocess.Popen(words, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


async def test_a_lock_is_held_once_and_its_holder_is_named(lock: Path, holder: subprocess.Popen[bytes]):
    with pytest.raises(HeldError, match=f"process {holder.pid} holds"):
        async with held(lock, 0.05):
            pass


async def test_a_lock_can_be_taken_when_its_holder_lets_go_in_time(lock: Path):
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        async with held(lock, 0.0):
            waiting = tasks.create_task(_take(lock))
            await asyncio.sleep(0.05)
            assert not waiting.done()
        await waiting


async def _take(lock: Path) -> None:
    async with held(lock, 5.0):
        pass


async def test_a_killed_holder_leaves_no_lock(lock: Path, holder: subprocess.Popen[bytes]):
    os.kill(holder.pid, signal.SIGKILL)
    async with held(lock, 5.0):
        pass


async def test_the_holder_is_asked_to_end(lock: Path, holder: subprocess.Popen[bytes]):
    assert await end_holder(lock, 5.0) == holder.pid
    assert holder.wait() == -signal.SIGUSR1


@pytest.mark.parametrize("holder", ["deaf"], indirect=True)
async def test_a_holder_that_does_not_listen_is_killed(lock: Path, holder: subprocess.Popen[bytes]):
    assert await end_holder(lock, 0.1) == holder.pid
    assert holder.wait() == -signal.SIGKILL


async def test_where_nobody_holds_a_lock_nobody_is_ended(lock: Path):
    assert await end_holder(lock, 1.0) is None
    async with held(lock, 0.0):
        pass
    assert await end_holder(lock, 1.0) is None
