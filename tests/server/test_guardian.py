"""The guardian: what it makes of signs of life, and what it does with processes that live, die and freeze."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ivr.server import guardian as guardian_module
from ivr.server import signs
from ivr.server.guardian import Guardian, server_command
from ivr.server.notifying import Notifier

# A server in small: it waits for its turn, says who it is, and then does as told.
_SERVER = """
import os, signal, sys, time
beat, turn, folder, what = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
def note(word):
    with open(folder + "/" + word, "a") as file:
        file.write(f"{os.getpid()}\\n")
signal.signal(signal.SIGTERM, lambda *_: (note("asked"), what == "drains" or sys.exit(0)))
signal.signal(signal.SIGHUP, lambda *_: note("reads"))
note("loaded")
if not os.read(turn, 1):
    note("not_needed")
    sys.exit(0)
note("began")
if what == "fails":
    sys.exit(3)
while True:
    os.write(beat, b"1" if what in ("drives", "drains") else b"a")
    time.sleep(0.05)
"""


class Rescues:
    """Counts how often everybody was sent to the fallback; may fail."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.times = 0
        self._failure = failure

    async def __call__(self) -> int:
        self.times += 1
        if self._failure is not None:
            raise self._failure
        return 1


def pids(folder: Path, word: str) -> list[int]:
    file = folder / word
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def words(ear: socket.socket) -> list[str]:
    said = []
    with contextlib.suppress(BlockingIOError):
        while True:
            said.append(ear.recv(100).decode())
    return said


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def until(holds: Callable[[], bool], within: float = 8.0) -> None:
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110  # processes tell nobody
            await asyncio.sleep(0.02)


@asynccontextmanager
async def guarding(
    folder: Path, what: str, rescue: Rescues, notifier: Notifier | None = None
) -> AsyncIterator[Guardian]:
    command = (sys.executable, "-c", _SERVER, "{beat}", "{turn}", str(folder), what)
    guardian = Guardian(command, rescue, notifier=notifier)
    running = asyncio.create_task(guardian.run())
    try:
        yield guardian
    finally:
        guardian.stop()
        await asyncio.wait_for(running, 15)
        for word in ("loaded", "began"):
            assert [pid for pid in pids(folder, word) if lives(pid)] == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "SECONDS_OF_TRUST", 0.6)
    monkeypatch.setattr(signs, "SECONDS_TO_FREEZE", 0.4)
    monkeypatch.setattr(guardian_module, "_RESCUE_EVERY", 0.1)


def test_the_command_starts_a_server_of_this_python_that_waits_for_its_turn():
    command = server_command(("--settings", "/x/s.yaml"))
    assert command[:3] == (sys.executable, "-m", "ivr.server.standby")
    assert command[-2:] == ("--settings", "/x/s.yaml")
    assert {"{beat}", "{turn}"} <= set(command)


async def test_the_next_server_is_loaded_while_one_serves_and_leaves_when_not_needed(tmp_path: Path):
    async with guarding(tmp_path, "drives", Rescues()):
        await until(lambda: len(pids(tmp_path, "loaded")) == 2)
        assert len(pids(tmp_path, "began")) == 1
    assert pids(tmp_path, "asked") == pids(tmp_path, "began")


async def test_a_killed_server_is_followed_by_the_one_that_waited(tmp_path: Path):
    async with guarding(tmp_path, "drives", Rescues()):
        await until(lambda: len(pids(tmp_path, "loaded")) == 2)
        waiting = pids(tmp_path, "loaded")[1]
        os.kill(pids(tmp_path, "began")[0], signal.SIGKILL)
        await until(lambda: len(pids(tmp_path, "began")) == 2, within=1.0)
        assert pids(tmp_path, "began")[1] == waiting


async def test_a_waiting_server_that_has_died_is_replaced_when_it_is_needed(tmp_path: Path):
    async with guarding(tmp_path, "drives", Rescues()):
        await until(lambda: len(pids(tmp_path, "loaded")) == 2)
        dead = pids(tmp_path, "loaded")[1]
        os.kill(dead, signal.SIGKILL)
        os.kill(pids(tmp_path, "began")[0], signal.SIGKILL)
        await until(lambda: len(pids(tmp_path, "began")) == 2)
        assert dead not in pids(tmp_path, "began")


@pytest.mark.usefixtures("impatient")
async def test_a_frozen_server_is_killed_and_followed(tmp_path: Path):
    async with guarding(tmp_path, "drives", Rescues()):
        await until(lambda: len(pids(tmp_path, "loaded")) == 2)
        frozen = pids(tmp_path, "began")[0]
        os.kill(frozen, signal.SIGSTOP)
        await until(lambda: len(pids(tmp_path, "began")) == 2)
        assert not lives(frozen)


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_cannot_live_is_tried_again_and_its_callers_are_sent_away(tmp_path: Path):
    rescue = Rescues()
    async with guarding(tmp_path, "fails", rescue):
        await until(lambda: len(pids(tmp_path, "began")) >= 2)
        await until(lambda: rescue.times >= 2)


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_lives_without_driving_is_left_alive_while_its_callers_are_sent_away(
    tmp_path: Path,
):
    rescue = Rescues()
    async with guarding(tmp_path, "lives", rescue):
        await until(lambda: rescue.times >= 3)
        assert len(pids(tmp_path, "began")) == 1


@pytest.mark.usefixtures("impatient")
async def test_a_rescue_that_fails_is_tried_again(tmp_path: Path):
    rescue = Rescues(OSError("no Asterisk"))
    async with guarding(tmp_path, "lives", rescue):
        await until(lambda: rescue.times >= 3)


async def test_the_service_manager_hears_when_calls_are_driven_and_when_we_end(tmp_path: Path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as ear:
        ear.bind(str(tmp_path / "notify"))
        told = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"})
        async with guarding(tmp_path, "drives", Rescues(), notifier=told) as guardian:
            await until(lambda: len(pids(tmp_path, "loaded")) == 2)
            guardian.reload()
            await until(lambda: len(pids(tmp_path, "reads")) == 1)
        assert pids(tmp_path, "reads") == pids(tmp_path, "began")
        heard = [word.partition("\n")[0] for word in words(ear)]
    assert "WATCHDOG=1" in heard
    said = [word for word in heard if word != "WATCHDOG=1"]
    assert said == ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"]


async def test_a_server_that_drains_is_waited_for_until_we_are_asked_again(tmp_path: Path):
    command = (sys.executable, "-c", _SERVER, "{beat}", "{turn}", str(tmp_path), "drains")
    guardian = Guardian(command, Rescues(), drain_seconds=1000.0)
    running = asyncio.create_task(guardian.run())
    await until(lambda: len(pids(tmp_path, "loaded")) == 2)
    guardian.stop()
    await until(lambda: len(pids(tmp_path, "asked")) == 1)
    assert guardian.patient
    guardian.stop()
    await until(lambda: len(pids(tmp_path, "asked")) == 2)
    assert not guardian.patient
    os.kill(pids(tmp_path, "began")[0], signal.SIGKILL)
    await asyncio.wait_for(running, 15)


@pytest.mark.usefixtures("impatient")
async def test_the_callers_of_a_server_that_freezes_while_it_drains_are_sent_away(tmp_path: Path):
    rescue = Rescues()
    command = (sys.executable, "-c", _SERVER, "{beat}", "{turn}", str(tmp_path), "drains")
    guardian = Guardian(command, rescue, drain_seconds=1000.0)
    running = asyncio.create_task(guardian.run())
    await until(lambda: len(pids(tmp_path, "loaded")) == 2)
    guardian.stop()
    await until(lambda: len(pids(tmp_path, "asked")) == 1)
    assert rescue.times == 0
    frozen = pids(tmp_path, "began")[0]
    os.kill(frozen, signal.SIGSTOP)
    await until(lambda: rescue.times >= 1)
    os.kill(frozen, signal.SIGKILL)
    await asyncio.wait_for(running, 15)


async def test_where_there_is_no_room_for_the_next_server_the_present_one_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(guardian_module, "_NEXT_EVERY", 0.2)
    load, loaded = guardian_module.Child.load, []

    async def crowded(command: tuple[str, ...]) -> guardian_module.Child:
        loaded.append(command)
        if len(loaded) in (2, 3):
            raise OSError("no memory")
        return await load(command)

    monkeypatch.setattr(guardian_module.Child, "load", crowded)
    async with guarding(tmp_path, "drives", Rescues()):
        await until(lambda: len(pids(tmp_path, "loaded")) == 2)
        assert len(loaded) == 4
        assert len(pids(tmp_path, "began")) == 1


async def test_nobody_is_sent_away_while_a_server_drives(tmp_path: Path):
    rescue = Rescues()
    async with guarding(tmp_path, "drives", rescue):
        await until(lambda: len(pids(tmp_path, "loaded")) == 2)
    assert rescue.times == 0
