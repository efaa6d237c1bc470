"""SIPp: the load generator, driven by the scenarios of this package."""

import asyncio
import contextlib
import csv
import os
import string
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

SCENARIOS = Path(__file__).parent / "scenarios"
HOST = "127.0.0.1"
_SECONDS_BEYOND = 60.0
_TO_MEDIA = 20000
"""A SIPp at SIP port N has its sound at N + 20000."""


class SippError(Exception):
    """SIPp could not do its work."""

    def __init__(self, scenario: str, reason: str, folder: Path) -> None:
        self.scenario = scenario
        self.reason = reason
        self.folder = folder
        super().__init__(scenario, reason, folder)

    def __str__(self) -> str:
        return f"SIPp with {self.scenario}: {self.reason}. What it wrote is in {self.folder}."


class _Template(string.Template):
    delimiter = "@"
    pattern = r"@\{(?:(?P<braced>[a-z_]+)\}|(?P<invalid>))|(?P<escaped>(?!))|(?P<named>(?!))"  # type: ignore[assignment]


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What one SIPp does: a scenario of this package, its values, and the port it speaks from.

    ``lines`` are rows of field0, field1, one a call.
    """

    scenario: str
    values: Mapping[str, str]
    port: int
    lines: tuple[tuple[str, str], ...] = ()


class Load(msgspec.Struct, frozen=True):
    """How much: ``calls`` in all, begun at ``rate`` a second, at most ``at_once`` at the same time."""

    calls: int
    rate: float
    at_once: int = 2000


class Tally(msgspec.Struct, frozen=True):
    """How many calls went through their whole scenario, and how many did not."""

    done: int
    failed: int


async def call(script: Script, load: Load, server: int, folder: Path) -> Tally:
    """Place calls to the SIP port ``server`` on this machine, and wait for all of them.  Raises SippError."""
    folder = folder / f"{script.scenario}-{script.port}"
    words = await asyncio.to_thread(_words, script, folder)
    seconds = load.calls / load.rate + _SECONDS_BEYOND
    words += ["-r", str(max(1, round(load.rate * 10))), "-rp", "10000"]
    words += ["-m", str(load.calls), "-l", str(load.at_once), "-timeout", f"{seconds:.0f}s"]
    words += ["-trace_stat", "-stf", str(folder / "statistics.csv"), "-fd", "1", f"{HOST}:{server}"]
    process = await _start(words, folder)
    try:
        await process.wait()
    finally:
        await _end(process)
    tally = await asyncio.to_thread(_tally, folder / "statistics.csv")
    if tally is None:
        raise SippError(script.scenario, f"it ended with code {process.returncode}", folder)
    # Calls that the time-out cut short are in neither count.
    return Tally(tally.done, load.calls - tally.done)


@asynccontextmanager
async def answering(script: Script, folder: Path, *, echo: bool = False) -> AsyncIterator[None]:
    """Answer calls while the context lasts; with ``echo``, sound that comes is sent back."""
    folder = folder / f"{script.scenario}-{script.port}"
    words = await asyncio.to_thread(_words, script, folder)
    process = await _start([*words, "-rtp_echo"] if echo else words, folder)
    try:
        await asyncio.sleep(0.5)
        if process.returncode is not None:
            raise SippError(script.scenario, f"it ended with code {process.returncode}", folder)
        yield
    finally:
        await _end(process)


def filled(scenario: str, values: Mapping[str, str]) -> str:
    """The scenario's text with its places filled."""
    return _Template((SCENARIOS / f"{scenario}.xml").read_text(encoding="utf-8")).substitute(values)


def tally_of(lines: list[str]) -> Tally | None:
    """The counts in the last line of SIPp's statistics, or None when there is none."""
    rows = list(csv.DictReader(lines, delimiter=";"))
    if not rows:
        return None
    return Tally(int(rows[-1]["SuccessfulCall(C)"]), int(rows[-1]["FailedCall(C)"]))


def _words(script: Script, folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.csv"):
        left.unlink()
    file = folder / "scenario.xml"
    file.write_text(filled(script.scenario, script.values), encoding="utf-8")
    words = [
        "sipp",
        "-sf",
        str(file),
        "-i",
        HOST,
        "-p",
        str(script.port),
        "-mp",
        str(script.port + _TO_MEDIA),
    ]
    if script.lines:
        rows = "\n".join(f"{first};{second}" for first, second in script.lines)
        (folder / "lines.csv").write_text(f"SEQUENTIAL\n{rows}\n", encoding="utf-8")
        words += ["-inf", str(folder / "lines.csv")]
    return [*words, "-nostdin", "-trace_err", "-error_file", str(folder / "errors.log")]


async def _start(words: Sequence[str], folder: Path) -> asyncio.subprocess.Process:
    nothing = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        *words, cwd=folder, stdin=nothing, stdout=nothing, stderr=nothing, env={**os.environ, "TERM": "dumb"}
    )


def _tally(file: Path) -> Tally | None:
    return tally_of(file.read_text(encoding="utf-8").splitlines()) if file.exists() else None


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
