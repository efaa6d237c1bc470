"""Leaks: what a test may have left in the centre, and must not."""

import base64
import os
import re
from collections import Counter
from pathlib import Path

import aiohttp
import msgspec

from ivr.asterisk.credentials import ARI_USER
from ivr.asterisk.running import pid_of
from tests.real.open_centre import OpenCentre, eventually

_ROOM = 2
"""So many open files more than before may be a pool's that has grown; a leak grows with each test."""

_ROOM_OF_READERS = 14
"""So many connections may read the database at a time (a pool of 4 and 10 beyond), which many callers at once
need; SQLite keeps the file open after, for as long as others in the process do."""


class Belongings(msgspec.Struct, frozen=True):
    """What there is in the centre apart from its standing furniture; empty when nobody calls."""

    channels: tuple[str, ...]
    bridges: tuple[str, ...]
    contacts: tuple[str, ...]
    waiting: tuple[str, ...]
    agents: tuple[str, ...]
    recordings: tuple[str, ...]
    telephones: tuple[int, ...]

    def any(self) -> bool:
        """Whether there is anything."""
        return any(getattr(self, name) for name in self.__struct_fields__)


async def nothing_left(centre: OpenCentre) -> None:
    """Wait until nothing is left of any call; AssertionError, with what there is, when something stays."""
    seen: list[Belongings] = []

    async def look() -> bool | None:
        seen.append(await belongings(centre))
        return None if seen[-1].any() else True

    try:
        await eventually("an empty centre", look)
    except AssertionError:
        raise AssertionError(f"left behind: {seen[-1]}") from None


async def belongings(centre: OpenCentre) -> Belongings:
    """What is there now.  An agent without a telephone is offline; everything else is left over."""
    agents = (await centre.agents()).values()
    return Belongings(
        channels=await _ids(centre, "channels"),
        bridges=await _ids(centre, "bridges"),
        contacts=tuple(live.contact for live in await centre.store.live()),
        waiting=tuple(call.contact for call in await centre.waiting()),
        agents=tuple(f"{shown.agent} {shown.state}" for shown in agents if shown.state != "offline"),
        recordings=tuple(path.name for path in centre.instance.recordings_outside.iterdir()),
        telephones=tuple(child for child in _children(os.getpid()) if "ivr.phones" in _words(child)),
    )


def open_files(centre: OpenCentre) -> Counter[str]:
    """The open files of the server and Asterisk by kind, and the server's threads."""
    # The one that serves is the elder; the guardian keeps a second one ready, which may have just begun.
    servers = _children(centre.stage.guardian)[:1]
    counted = Counter(f"server {kind}" for server in servers for kind in _kinds(server))
    asterisk = pid_of(centre.instance)
    assert asterisk is not None
    counted += Counter(f"asterisk {kind}" for kind in _kinds(asterisk))
    counted["server threads"] = sum(len(os.listdir(f"/proc/{server}/task")) for server in servers)
    return counted


def grown(before: Counter[str], now: Counter[str]) -> dict[str, int]:
    """By how many each kind has grown, where it is more than a pool may."""
    return {kind: count for kind, count in (now - before).items() if count > _room(kind)}


def _room(kind: str) -> int:
    return _ROOM_OF_READERS if kind.endswith("centre.db") else _ROOM


async def _ids(centre: OpenCentre, what: str) -> tuple[str, ...]:
    proof = base64.b64encode(f"{ARI_USER}:{centre.stage.secrets.ari}".encode()).decode()
    headers = {"Authorization": f"Basic {proof}"}
    url = f"{centre.instance.ari_url}/{what}"
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        assert response.status == 200, await response.text()
        return tuple(thing["id"] for thing in await response.json())


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(word) for children in tasks for word in children.read_text().split()]


def _words(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().decode() or "a zombie of ivr.phones or another"
    except OSError:
        return ""


def _kinds(process: int) -> list[str]:
    kinds = []
    for descriptor in os.listdir(f"/proc/{process}/fd"):
        try:
            target = os.readlink(f"/proc/{process}/fd/{descriptor}")
        except OSError:
            continue
        kinds.append(re.sub(r"[0-9]+", "N", target))
    return kinds
