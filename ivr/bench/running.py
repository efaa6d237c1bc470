"""Running the benchmark: opens both sides, measures row by row, and writes the report."""

import asyncio
import os
import platform
import subprocess
import time
from pathlib import Path

import msgspec

from ivr.bench import whole
from ivr.bench.arena import Arena, Side, open_arena
from ivr.bench.report import Conditions, Report, write
from ivr.bench.rows import Line, Row, Sample, Say, measure, p1, p2, p4, p5, p11
from ivr.bench.sounds import p13
from ivr.demo.stage import CHECKOUT

_SECONDS_IDLE = 4.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How much is measured; ``name`` is told in the report."""

    name: str
    rows: tuple[Row, ...]
    contacts: whole.Plan


DEFAULT = Plan(
    name="default",
    rows=(
        p1(80),
        p2(80),
        p4(40),
        p5(1, 1, 12),
        p5(1, 10, 12),
        p5(10, 1, 100),
        p5(10, 10, 100),
        p5(10, 100, 100),
        p11(30),
    ),
    contacts=whole.Plan((4, 8, 12, 16), 10),
)
"""Some ten minutes."""

QUICK = Plan(
    name="quick",
    rows=(p1(20), p2(16), p4(10), p5(10, 10, 30), p11(8)),
    contacts=whole.Plan((2,), 5),
)
"""Two minutes: whether everything works, not how quick it is."""


async def run(folder: Path, root: Path, plan: Plan, say: Say) -> Report:
    """Measure everything in the plan; the report is also written into ``folder``.

    Raises StageError, StartError, SippError and WireError.
    """
    began, load = time.monotonic(), os.getloadavg()[0]
    lines: list[Line] = []
    samples: list[Sample] = []
    async with open_arena(folder, root, say) as arena:
        conditions = await _conditions(arena, plan, load)
        for row in plan.rows:
            measured = await measure(arena, row, say)
            lines += measured.lines
            samples += measured.samples
        lines.append(await asyncio.to_thread(p13, sorted((CHECKOUT / "dialplans").glob("*/*/*.wav"))))
        attempts = await whole.climb(arena, plan.contacts, say)
    conditions = msgspec.structs.replace(conditions, seconds=time.monotonic() - began)
    report = Report(conditions=conditions, lines=tuple(lines), attempts=attempts)
    await asyncio.to_thread(write, report, samples, folder)
    return report


async def _conditions(arena: Arena, plan: Plan, load: float) -> Conditions:
    """The conditions of a run that begins now; how long it takes is not known yet."""
    return Conditions(
        day=time.strftime("%Y-%m-%d"),
        plan=plan.name,
        commit=await asyncio.to_thread(_commit),
        asterisk=arena.stage.asterisk,
        python=platform.python_version(),
        processors=os.cpu_count() or 1,
        load_before=load,
        idle_ours=await _idle(arena.ours),
        idle_native=await _idle(arena.native),
    )


async def _idle(side: Side) -> float:
    """The share of a processor that a side takes with no calls."""
    before = side.used()
    await asyncio.sleep(_SECONDS_IDLE)
    return (side.used() - before) / _SECONDS_IDLE


def _commit() -> str:
    words = ("git", "-C", str(CHECKOUT), "rev-parse", "--short", "HEAD")
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"
