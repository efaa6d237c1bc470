"""Row P10: whole contacts, at a rising rate until the first that fails, with their cost in processor time."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

import ivr
from ivr.bench.arena import Arena, Side
from ivr.bench.processes import busy_share
from ivr.bench.rows import Say, agents_of, caller_values
from ivr.bench.sipp import Load, Script, answering, call
from ivr.storage.store import Store, mark_of
from ivr.storage.values import ContactFilter, ContactRecord, RecordingState

DIALLED = "4004"
TALK = (4900, 5100)
Count = Callable[[float], Awaitable[int]]
"""How many contacts have been complete since a time."""

VOICE = bytes(0x55 ^ (sample % 64) for sample in range(16000))
"""Two seconds of A-law, so that there is sound on every track."""

UNTIL_SURVEY = "8000"
"""Milliseconds from the caller's key to his answer: the way to the agent, the talk, and 2.5 s to spare."""

SECONDS_TO_FILE = 15.0

LEAST_SECONDS = 4.5
"""A shorter recording lacks a part of the talk."""

BYTES_A_SECOND = 8000 * 2 * 2


class Plan(msgspec.Struct, frozen=True):
    """The rates (contacts a second) that are tried in turn, and for how many seconds each."""

    rates: tuple[float, ...]
    seconds: float


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One side at one rate.

    ``complete`` are the contacts that had everything: both talked, two tracks recorded, survey
    answered; ``processor`` is the seconds of processor time that one contact took; ``busy`` the share
    of the whole machine that was in use, load generator included.
    """

    side: str
    rate: float
    seconds: float
    calls: int
    complete: int
    processor: float
    busy: float

    @property
    def failed(self) -> int:
        """Contacts that lacked something."""
        return self.calls - self.complete


async def climb(arena: Arena, plan: Plan, say: Say) -> tuple[Attempt, ...]:
    """Raise the rate on both sides, in turn, each until its first failure."""
    attempts: list[Attempt] = []
    climbing = [arena.native, arena.ours]
    async with Store.open(arena.stage.settings.database, ivr.__version__) as store:
        for rate in plan.rates:
            for side in tuple(climbing):
                count = partial(_ours, store) if side is arena.ours else partial(_native, side)
                attempt = await _attempt(side, Load(round(rate * plan.seconds), rate), arena.folder, count)
                attempts.append(attempt)
                complete = f"{attempt.complete} of {attempt.calls} contacts complete"
                say(f"P10: {side.name} at {rate:g}/s: {complete}")
                if attempt.failed:
                    climbing.remove(side)
            # The other begins the next time, as in the blocks A B B A.
            climbing.reverse()
    return tuple(attempts)


def highest(attempts: Sequence[Attempt], side: str) -> Attempt | None:
    """A side's attempt with the highest rate that went without a failure."""
    clean = [attempt for attempt in attempts if attempt.side == side and not attempt.failed]
    return max(clean, key=lambda attempt: attempt.rate, default=None)


async def _attempt(side: Side, load: Load, folder: Path, count: Count) -> Attempt:
    folder = folder / side.name
    voice = await asyncio.to_thread(_voice, folder)
    values = caller_values(side, DIALLED, 0) | {"voice": str(voice), "until_survey": UNTIL_SURVEY}
    caller = Script(scenario="contact", values=values, port=side.callers)
    began, used, busy = time.time(), side.used(), busy_share()
    async with answering(agents_of(side, TALK), folder, echo=True):
        tally = await call(caller, load, side.port, folder)
    share = busy_share(busy)
    complete = await _complete(count, began, load.calls)
    return Attempt(
        side=side.name,
        rate=load.rate,
        seconds=load.calls / load.rate,
        calls=load.calls,
        complete=min(complete, tally.done),
        processor=(side.used() - used) / load.calls,
        busy=share.share,
    )


async def _complete(count: Count, since: float, wanted: int) -> int:
    """How many contacts since then have everything; the last are waited for."""
    until = time.monotonic() + SECONDS_TO_FILE
    while True:
        found = await count(since)
        if found >= wanted or time.monotonic() > until:
            return found
        await asyncio.sleep(0.5)


async def _ours(store: Store, since: float) -> int:
    """Contacts that were answered and gave an answer, with a recording as long as the talk in the ledger."""
    rows = [await store.recording(record.contact) for record in await _records(store, since)]
    return sum(
        row is not None and row.state is RecordingState.STORED and row.seconds >= LEAST_SECONDS
        for row in rows
    )


async def _records(store: Store, since: float) -> list[ContactRecord]:
    """The contacts since then that were answered and told their opinion."""
    wanted = ContactFilter(since=since, outcome="answered")
    found = page = list(await store.search(wanted, 1000))
    while len(page) == 1000:
        page = list(await store.search(wanted, 1000, mark_of(page[-1])))
        found = [*found, *page]
    return [record for record in found if record.survey]


async def _native(side: Side, since: float) -> int:
    return await asyncio.to_thread(_count_native, side, since)


def _count_native(side: Side, since: float) -> int:
    """Recordings as long as the talk, and answers in queue_log: whichever are fewer."""
    recorded = sum(
        file.stat().st_size >= LEAST_SECONDS * BYTES_A_SECOND and file.stat().st_mtime >= since
        for file in side.instance.recordings_outside.glob("*.raw")
    )
    log = side.instance.folder / "log" / "queue_log"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return min(recorded, answers_in(lines, since))


def answers_in(lines: Sequence[str], since: float) -> int:
    """The survey answers in these lines of queue_log: ``TIME|CALL|QUEUE|AGENT|CSAT|ANSWER``."""
    fields = (line.split("|") for line in lines)
    return sum(
        len(field) > 5 and field[4] == "CSAT" and field[5] == "5" and float(field[0]) >= int(since)
        for field in fields
    )


def _voice(folder: Path) -> Path:
    path = folder / "voice.alaw"
    path.write_bytes(VOICE)
    return path
