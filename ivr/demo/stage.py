"""The stage: a centre of its own in a folder of its own, started for the demonstration and ended after it."""

import asyncio
import contextlib
import json
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from ivr.asterisk.credentials import Secrets
from ivr.asterisk.instance import resolve
from ivr.server.place import spec_of
from ivr.server.serving import read_centre
from ivr.server.settings import Settings, load

CHECKOUT = Path(__file__).parents[2]
SECONDS_TO_OPEN = 40.0


class StageError(Exception):
    """The demonstration's centre did not open."""

    def __init__(self, reason: str, log: Path) -> None:
        self.reason = reason
        self.log = log
        super().__init__(reason, log)

    def __str__(self) -> str:
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) if self.log.exists() else ""
        return f"the centre did not open: {self.reason}. Its log is {self.log}:\n{tail}"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Which Asterisk instance the stage's is, and from which ports up it takes free ones."""

    name: str = "demo"
    first_port: int = 20000
    first_rtp_port: int = 30000


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """An open centre: where telephones register, with what, and what it was set up with.

    ``guardian`` is the process that keeps it running.
    """

    settings: Settings
    guardian: int
    sip: str
    secrets: Secrets
    asterisk: str
    log: Path
    folder: Path


DEMO_PLACE = Place()


@asynccontextmanager
async def open_stage(
    folder: Path, root: Path, dialplans: Path, *, lan: bool, place: Place = DEMO_PLACE
) -> AsyncIterator[Stage]:
    """Open a centre of its own in ``folder`` (made anew), with a Redis beside it; close both at the end.

    Raises StageError.
    """
    await asyncio.to_thread(_clear, folder)
    async with _redis() as redis:
        asterisk = {"root": str(root), "test_carrier": True, "lan": lan} | msgspec.to_builtins(place)
        file = _settings_file(folder, dialplans, redis, asterisk)
        async with open_server(file, folder / "server.log") as (settings, guardian):
            instance = resolve(spec_of(settings, read_centre(settings)))
            yield Stage(
                settings=settings,
                guardian=guardian,
                sip=instance.sip_address,
                secrets=instance.secrets,
                asterisk=instance.installation.version,
                log=folder / "server.log",
                folder=folder,
            )


def _clear(folder: Path) -> None:
    shutil.rmtree(folder / "state", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def _settings_file(folder: Path, dialplans: Path, redis: str, asterisk: Mapping[str, object]) -> Path:
    settings = {
        "dialplans": str(dialplans),
        "prompts": str(_prompts_of(dialplans)),
        "state": str(folder / "state"),
        "redis": redis,
        "asterisk": asterisk,
        "api": {"port": _free_port()},
    }
    file = folder / "switchroom.yaml"
    # JSON is YAML.
    file.write_text(json.dumps(settings, indent=2, ensure_ascii=False), encoding="utf-8")
    return file


def _prompts_of(dialplans: Path) -> Path:
    own = dialplans / "prompts"
    return own if own.is_dir() else CHECKOUT / "dialplans" / "prompts"


@asynccontextmanager
async def open_server(file: Path, log: Path) -> AsyncIterator[tuple[Settings, int]]:
    """A server with this settings file, once its lines to Asterisk are up, and its process; ended after it.

    Raises StageError.
    """
    words = (sys.executable, "-m", "ivr.cli.main", "serve", "--settings", str(file))
    with log.open("wb") as out:
        server = await asyncio.create_subprocess_exec(*words, cwd=CHECKOUT, stdout=out, stderr=out)
    try:
        await _until_ready(server, log)
        yield load(file), server.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            server.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(server.wait(), 15)
        except TimeoutError:
            server.kill()
            await server.wait()


async def _until_ready(server: asyncio.subprocess.Process, log: Path) -> None:
    for _ in range(int(SECONDS_TO_OPEN / 0.1)):
        if _is_open(log):
            return
        if server.returncode is not None:
            raise StageError(f"it ended with code {server.returncode}", log)
        await asyncio.sleep(0.1)
    raise StageError(f"it was not ready after {SECONDS_TO_OPEN:g} s", log)


def _is_open(log: Path) -> bool:
    text = log.read_text(errors="replace")
    return "ari_link_up" in text and "ami.link_up" in text


@asynccontextmanager
async def _redis() -> AsyncIterator[str]:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="switchroom-redis-") as folder:
        words = ("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder)
        redis = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.DEVNULL)
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            redis.kill()
            await redis.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
