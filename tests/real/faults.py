"""A centre to be harmed: opened in a folder of its own, watched from outside, hurt, and looked over after."""

import asyncio
import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

import ivr
from ivr.asterisk.instance import Instance, resolve
from ivr.asterisk.running import command, pid_of
from ivr.calls.phases import Phase
from ivr.calls.spoken import sentence
from ivr.demo.stage import CHECKOUT
from ivr.phones import happenings as h
from ivr.phones.listening import read_wav, tone, write_wav
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone
from ivr.server.place import spec_of
from ivr.server.serving import read_centre
from ivr.server.settings import Settings, load
from ivr.storage.store import Store
from ivr.storage.values import Shift
from ivr.telephony.ids import AgentId
from ivr.telephony.prompts import Prompt
from ivr.voice.library import PromptLibrary

ROOT = Path(os.environ.get("SWITCHROOM_ASTERISK__ROOT", CHECKOUT / "build" / "asterisk"))

RINGERS = tuple(str(extension) for extension in range(8101, 8111))
TALKERS = tuple(str(extension) for extension in range(8201, 8211))
MENU, TO_NOBODY, TO_RINGERS, TO_TALKERS = "5000", "5001", "5002", "5003"

DIALPLANS = Path(__file__).parent / "faults_centre"


class Centre:
    """A running centre as its processes and files show it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._redis_port = _free_port()
        self.log = folder / "server.log"
        self.settings = load(_settings_file(folder, self._redis_port))
        self.instance: Instance = resolve(spec_of(self.settings, read_centre(self.settings)))
        self.guardian: subprocess.Popen[bytes] | None = None
        self._manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._manager.bind(str(folder / "notify"))

    def start_redis(self) -> None:
        """Start the Redis beside the centre."""
        where = (
            "--port",
            str(self._redis_port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self.folder),
        )
        self.redis = subprocess.Popen(("redis-server", *where), stdout=subprocess.DEVNULL)

    def kill_redis(self) -> None:
        """Kill it with no warning."""
        self.redis.kill()
        self.redis.wait()

    def open(self) -> None:
        """Start guardian, server and Asterisk, and wait for the server's first sign of life."""
        words = (sys.executable, "-m", "ivr.cli.main", "serve", "--settings", str(self.folder / "s.yaml"))
        since = time.time()
        watched = {"NOTIFY_SOCKET": str(self.folder / "notify"), "WATCHDOG_USEC": "6000000"}
        with self.log.open("ab") as out:
            self.guardian = subprocess.Popen(
                words,
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=os.environ | watched,
            )
        self.until("server_drives", since, 40.0)
        self.until("ami.link_up", since, 10.0)

    def close(self) -> None:
        """End everything, and see that nothing was left of it."""
        if self.guardian is not None:
            self.guardian.send_signal(signal.SIGCONT)
            for patience in (0.5, 15.0):  # asked twice it waits for nobody
                self.guardian.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.guardian.wait(patience)
            self.guardian.kill()
            self.guardian.wait()
        left = [*self._processes(), *filter(None, [pid_of(self.instance)])]
        self._manager.close()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert left == [], f"processes were left:\n{self.tail()}"
        assert "/srv/switchroom/" not in Path("/proc/mounts").read_text(encoding="utf-8")

    def _processes(self) -> list[int]:
        """Whatever runs with this centre's settings file on its command line."""
        mark = str(self.folder / "s.yaml").encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (entry / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
        return found

    # What it says

    def said(self, event: str, since: float) -> list[float]:
        """When it logged that event since then (epoch seconds)."""
        return [at for at, line in self._lines() if line.get("event") == event and at >= since]

    def server(self) -> int:
        """The process of the present server."""
        return next(
            int(str(line["pid"])) for _, line in self._lines()[::-1] if line["event"] == "server_started"
        )

    def told_manager(self) -> list[str]:
        """What the service manager has been told since it was last asked for."""
        words = []
        with contextlib.suppress(BlockingIOError):
            while True:
                words.append(self._manager.recv(200).decode().partition("\n")[0])
        return words

    def until(self, event: str, since: float, within: float) -> float:
        """Wait for a line of the log; how many seconds after ``since`` it was written."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if times := self.said(event, since):
                return times[0] - since
            assert self.guardian is None or self.guardian.poll() is None, self.tail()
            time.sleep(0.02)
        raise AssertionError(f"no {event} within {within:g} s; the log ends so:\n{self.tail()}")

    def until_orphaned(self, since: float) -> None:
        """Wait until the server has noticed that its guardian is gone."""
        self.guardian = None
        self.until("guardian_gone", since, 3.0)

    async def next_server_waits(self) -> None:
        """Wait until the server that would follow the present one is loaded."""
        await eventually(self._next_is_loaded, 15.0, lambda: "no server waits for its turn")

    def _next_is_loaded(self) -> bool:
        waits = [line["pid"] for _, line in self._lines() if line["event"] == "server_waits"]
        served = [line["pid"] for _, line in self._lines() if line["event"] == "server_started"]
        return bool((set(waits) - set(served)) & set(self._processes()))

    async def back(self, since: float, within: float = 8.0) -> float:
        """Wait until a server drives the calls again; how many seconds after ``since`` that was."""
        return await asyncio.to_thread(self.until, "server_drives", since, within)

    def tail(self) -> str:
        """The log's last lines."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-25:])

    def _lines(self) -> list[tuple[float, dict[str, object]]]:
        lines = []
        for line in self.log.read_text(errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                said = json.loads(line)
                if isinstance(said, dict) and "timestamp" in said:
                    lines.append((datetime.fromisoformat(str(said["timestamp"])).timestamp(), said))
        return lines

    # What it keeps

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query to its database."""
        with contextlib.closing(
            sqlite3.connect(f"file:{self.settings.state}/centre.db?mode=ro", uri=True)
        ) as db:
            return db.execute(query).fetchall()

    def phases(self) -> list[Phase]:
        """The phases of the contacts in the house, the earliest arrival first."""
        stored = [msgspec.json.decode(row[0], type=Phase) for row in self.rows("select phase from live")]
        return sorted(stored, key=lambda phase: phase.contact.arrived_at)

    def crowd(self) -> Counter[str]:
        """How many contacts are in which phase."""
        return Counter(type(phase).__name__ for phase in self.phases())

    async def until_crowd(self, within: float = 15.0, **wanted: int) -> None:
        """Wait until exactly so many contacts are in these phases, and none in others."""
        await eventually(lambda: self.crowd() == wanted, within, lambda: f"{self.crowd()} and not {wanted}")

    async def until_rows(self, query: str, wanted: list[tuple[object, ...]]) -> None:
        """Wait until a query answers these rows."""
        await eventually(
            lambda: self.rows(query) == wanted, 6.0, lambda: f"{self.rows(query)} and not {wanted}"
        )

    # Its harm

    def kill_guardian(self) -> float:
        """Kill the guardian with no warning; when it was (epoch seconds)."""
        assert self.guardian is not None
        self.guardian.kill()
        self.guardian.wait()
        return time.time()

    @contextmanager
    def nobody_follows(self) -> Iterator[None]:
        """Keep the guardian from doing anything for the time."""
        assert self.guardian is not None
        self.guardian.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.guardian.send_signal(signal.SIGCONT)

    def kill_asterisk(self) -> float:
        """Kill Asterisk with no warning; when it was (epoch seconds)."""
        pid = pid_of(self.instance)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        return time.time()

    def kill_server(self) -> float:
        """Kill the server with no warning; when it was (epoch seconds)."""
        os.kill(self.server(), signal.SIGKILL)
        return time.time()

    def keep_asterisk_down(self, down: bool) -> None:
        """Ask of Asterisk what it cannot do, so that it ends as soon as it starts; or ask it no more."""
        file = self.instance.folder / "etc/modules.conf"
        text, cannot = file.read_text(encoding="utf-8"), "require = no_such_thing.so\n"
        # Written in place: the file's owner and mode let Asterisk read it.
        file.write_text(text + cannot if down else text.replace(cannot, ""), encoding="utf-8")

    @contextmanager
    def database_locked(self) -> Iterator[None]:
        """Keep everybody else from writing into the database."""
        with contextlib.closing(sqlite3.connect(self.settings.state / "centre.db")) as db:
            db.execute("begin immediate")
            try:
                yield
            finally:
                db.execute("rollback")

    def hide_database(self) -> None:
        """Put something in the database's place that no server can open; the present one keeps its own."""
        file = self.settings.state / "centre.db"
        file.rename(file.with_suffix(".away"))
        file.mkdir()

    def show_database(self) -> None:
        """Put the database back."""
        file = self.settings.state / "centre.db"
        file.rmdir()
        file.with_suffix(".away").rename(file)

    # What is left

    async def nothing_left(self) -> None:
        """Wait until no channel, bridge, contact or open recording is left."""
        await eventually(lambda: not self.phases(), 10.0, lambda: f"left: {self.crowd()}")
        await self._until_asterisk_says("core show channels count", lambda said: "0 active channels" in said)
        # The heading alone: no bridge.
        await self._until_asterisk_says("bridge show all", lambda said: len(said.splitlines()) <= 1)
        await eventually(lambda: not self._open_recordings(), 5.0, lambda: str(self._open_recordings()))

    async def _until_asterisk_says(self, line: str, holds: Callable[[str], bool]) -> None:
        until = time.monotonic() + 8.0
        while not holds(said := await command(self.instance, line)):
            assert time.monotonic() < until, f"{line}: {said}"
            await asyncio.sleep(0.1)

    def _open_recordings(self) -> list[str]:
        pid = pid_of(self.instance)
        files = [os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()]
        return [file for file in files if file.endswith(".raw")]

    def agent(self, extension: str) -> PhoneSpec:
        """An agent's telephone."""
        password = self.instance.secrets.agents[extension]
        return PhoneSpec(user=extension, password=password, server=self.instance.sip_address)

    def caller(self, number: str = "13800138000", heard: bool = False) -> PhoneSpec:
        """A caller's telephone; ``heard``: what it hears is kept in a file."""
        password, server = self.instance.secrets.carrier, self.instance.sip_address
        file = str(self.folder / f"heard-{number}-{time.time():.3f}.wav") if heard else ""
        return PhoneSpec(user="carrier", password=password, server=server, caller=number, heard=file)

    def voice(self, frequency: float) -> Path:
        """A file with two seconds of a tone."""
        file = self.folder / f"{frequency:g}.wav"
        if not file.exists():
            write_wav(file, tone(frequency, 2.0))
        return file


def prompt_seconds(text: str) -> float:
    """How long an English sentence of the house takes to say."""
    file = PromptLibrary(CHECKOUT / "dialplans" / "prompts").file(Prompt(text, "en"))
    samples, rate = read_wav(file)
    return len(samples) / rate


def sound_of_the_house(name: str, language: str) -> Path:
    """The file of a sentence that the house itself speaks."""
    return PromptLibrary(CHECKOUT / "dialplans" / "prompts").file(sentence(name, language))


async def agent(centre: Centre, phones: AsyncExitStack, extension: str) -> Phone:
    """The agent's telephone, registered; he is signed in already."""
    phone = await phones.enter_async_context(Phone(centre.agent(extension)))
    await phone.register()
    return phone


async def caller(phones: AsyncExitStack, spec: PhoneSpec, number: str) -> Phone:
    """A caller who has been answered."""
    phone = await phones.enter_async_context(Phone(spec))
    await phone.call(number)
    await phone.wait_for(h.Answered, within=10.0)
    return phone


async def pick_up(phone: Phone, voice: Path) -> h.Incoming:
    """Wait for a call, answer it and speak."""
    incoming = await phone.wait_for(h.Incoming, within=10.0)
    await phone.answer()
    await phone.say(voice, loop=True)
    return incoming


@contextmanager
def centre_in(folder: Path) -> Iterator[Centre]:
    """A centre with all its agents signed in and none of their telephones there, and a Redis beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DIALPLANS, folder / "dialplans")
    shutil.copytree(CHECKOUT / "dialplans" / "music", folder / "dialplans" / "music")
    centre = Centre(folder)
    centre.start_redis()
    try:
        asyncio.run(_sign_in(centre.settings))
        try:
            centre.open()
            yield centre
        finally:
            centre.close()
    finally:
        centre.kill_redis()


def _settings_file(folder: Path, redis_port: int) -> Path:
    settings = {
        "dialplans": str(folder / "dialplans"),
        "prompts": str(CHECKOUT / "dialplans" / "prompts"),
        "state": str(folder / "state"),
        "redis": f"redis://127.0.0.1:{redis_port}/0",
        "asterisk": {
            "root": str(ROOT),
            "name": "faults",
            "test_carrier": True,
            "first_port": 27000,
            "first_rtp_port": 40000,
        },
        "api": {"port": _free_port()},
    }
    file = folder / "s.yaml"
    file.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    return file


async def _sign_in(settings: Settings) -> None:
    async with Store.open(settings.database, ivr.__version__) as store:
        for agent in (*RINGERS, *TALKERS):
            shift = Shift(
                agent=AgentId(agent), signed_in=True, paused="", wrap_up_until=None, since=time.time()
            )
            await store.save_shift(shift)


async def eventually(holds: Callable[[], bool], within: float, otherwise: Callable[[], str]) -> float:
    """Wait until something holds; how many seconds it took."""
    began = time.monotonic()
    while not holds():  # processes and files tell nobody that they have changed
        assert time.monotonic() - began < within, otherwise()
        await asyncio.sleep(0.03)
    return time.monotonic() - began


def lives(pid: int) -> bool:
    """Whether there is a process of that number."""
    return Path(f"/proc/{pid}").exists()


def heard_since(phone: Phone, at: float, call: int = 1) -> bool:
    """Whether a prompt or music began in that call of the telephone after that time."""
    return any(
        isinstance(event, h.SoundBegan) and event.call == call and event.at > at for event in phone.happened
    )


def dropped(*phones: Phone) -> list[h.Ended]:
    """The calls of these telephones that are over."""
    return [event for phone in phones for event in phone.happened if isinstance(event, h.Ended)]


_PIDFD_GETFD = 438


def cut_connections(pid: int, port: int) -> int:
    """Shut the process's TCP connections to a port of this machine, as a broken network would; how many."""
    libc = ctypes.CDLL(None, use_errno=True)
    cut = 0
    with open(os.pidfd_open(pid), "rb", buffering=0, closefd=True) as process:
        for name in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                if not os.readlink(f"/proc/{pid}/fd/{name}").startswith("socket:"):
                    continue
                taken = libc.syscall(_PIDFD_GETFD, process.fileno(), int(name), 0)
                if taken < 0:
                    raise OSError(ctypes.get_errno(), "pidfd_getfd")
                with socket.socket(fileno=taken) as ours:
                    if ours.family == socket.AF_INET and ours.getpeername()[1] == port:
                        ours.shutdown(socket.SHUT_RDWR)
                        cut += 1
    return cut


class Outcome(msgspec.Struct, kw_only=True):
    """What became of a fault; docs/operations.md tells these figures.

    ``injected_at`` is epoch seconds, the others are seconds after it.
    """

    row: str
    injected_at: float
    detect_s: float
    recover_s: float
    callers: int
    callers_dropped: int
    invariants: tuple[str, ...]


def publish(outcome: Outcome) -> None:
    """Write down what became of a fault, as one line of JSON."""
    line = msgspec.json.encode(outcome).decode()
    print(f"fault: {line}")
    if file := os.environ.get("SWITCHROOM_FAULTS_FILE"):
        with open(file, "a", encoding="utf-8") as published:
            published.write(line + "\n")


def note(what: str, seconds: float) -> None:
    """Write down what was measured; docs/operations.md tells these figures."""
    print(f"measured: {what} after {seconds:.2f} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
