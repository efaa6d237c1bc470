"""Processes: how much processor time some of them have taken."""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

_TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes so far; one that is gone counts for nothing."""
    return sum(_seconds(pid) for pid in pids)


def with_descendants(pid: int) -> frozenset[int]:
    """The process and all that it and its children started and that still run."""
    family = {pid}
    while True:
        more = {child for child, parent in _parents().items() if parent in family} - family
        if not more:
            return frozenset(family)
        family |= more


def children_named(name: str) -> frozenset[int]:
    """Our own children of that name."""
    own = os.getpid()
    return frozenset(pid for pid, parent in _parents().items() if parent == own and _name(pid) == name)


def _parents() -> dict[int, int]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _fields(int(folder.name))
        if fields:
            parents[int(folder.name)] = int(fields[1])
    return parents


def _seconds(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _fields(pid: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` after the name (which may hold anything), or none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


class Busy(msgspec.Struct, frozen=True):
    """The machine's processor time so far, in ticks, and the share in use since an earlier look."""

    used: int
    whole: int
    share: float


AT_BOOT = Busy(0, 0, 0.0)


def busy_share(since: Busy = AT_BOOT) -> Busy:
    """How busy the whole machine was since then; since it was started, if no look is given."""
    words = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    ticks = [int(word) for word in words]
    idle = ticks[3] + ticks[4]
    used, whole = sum(ticks) - idle, sum(ticks)
    return Busy(used, whole, (used - since.used) / max(1, whole - since.whole))
