"""The performance: opens the stage, lets everybody play, judges, and writes the report."""

import asyncio
import json
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

import ivr
from ivr.demo.cast import AGENTS, CALLERS, CallerPart
from ivr.demo.judging import Evidence, Judgement, judge, missing
from ivr.demo.playing import Say, Talks, agents_on_duty, play_caller
from ivr.demo.stage import CHECKOUT, Stage, open_stage
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.edition import Edition, read_edition
from ivr.server.calendars import CALENDARS
from ivr.server.editions import texts_in
from ivr.storage.store import Store
from ivr.storage.values import ContactFilter, ContactRecord, Recording, RecordingState
from ivr.telephony.numbers import NumberingPlan, normal
from ivr.voice.library import PromptLibrary

DIALPLANS = CHECKOUT / "dialplans" / "demo"
SECONDS_TO_FILE = 10.0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the demonstration leaves in ``report.json``."""

    contacts: tuple[Judgement, ...]
    asterisk: str
    seconds: float
    ok: bool


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """What was played: since when (seconds since the epoch), and the file each caller's number heard."""

    since: float
    heard: Mapping[str, Path]


async def perform(folder: Path, root: Path, say: Say) -> Report:
    """Give the whole demonstration in ``folder``; answers its report, which is also written there."""
    began = time.monotonic()
    say("opening the centre: Redis, Asterisk, the server and its guardian")
    async with open_stage(folder, root, DIALPLANS, lan=False) as stage:
        say(f"the centre is open after {time.monotonic() - began:.1f} s; telephones register at {stage.sip}")
        judgements = await judge_all(stage, await play_all(stage, say))
    report = Report(
        contacts=judgements,
        asterisk=stage.asterisk,
        seconds=round(time.monotonic() - began, 1),
        ok=not any(judgement.faults for judgement in judgements),
    )
    text = json.dumps(msgspec.to_builtins(report), ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")
    return report


async def play_all(stage: Stage, say: Say) -> Played:
    """Let the agents of the cast sign in and all its callers call, on a stage that is open."""
    talks = Talks()
    async with agents_on_duty(stage, AGENTS, talks, say):
        say(f"{len(CALLERS)} callers call at once")
        since = time.time()
        async with asyncio.TaskGroup() as group:
            playing = {
                part.number: group.create_task(play_caller(stage, part, talks, say)) for part in CALLERS
            }
        return Played(since=since, heard={number: task.result() for number, task in playing.items()})


async def judge_all(stage: Stage, played: Played) -> tuple[Judgement, ...]:
    """What became of each caller of the cast, by the database and the recordings that ``stage`` names."""
    library = PromptLibrary(stage.settings.prompts)
    edition = read_edition(texts_in(stage.settings.dialplans), None, CALENDARS)
    dialplans: Mapping[str, Dialplan] = edition.dialplans if isinstance(edition, Edition) else {}
    judgements = []
    async with Store.open(stage.settings.database, ivr.__version__) as store:
        for part in CALLERS:
            record, row = await _filed(store, part, played.since)
            if record is None:
                judgements.append(missing(part))
                continue
            evidence = Evidence(
                part=part,
                record=record,
                row=row,
                archive=stage.settings.archive,
                heard=played.heard[part.number],
            )
            judgements.append(await asyncio.to_thread(judge, evidence, AGENTS, dialplans, library))
    return tuple(judgements)


async def _filed(
    store: Store, part: CallerPart, since: float
) -> tuple[ContactRecord | None, Recording | None]:
    """The contact's record and its row of the ledger, once the recording is finished."""
    until = time.monotonic() + SECONDS_TO_FILE
    while True:
        caller = normal(part.number, NumberingPlan())
        records = await store.search(ContactFilter(caller=caller, since=since - 1))
        row = await store.recording(records[0].contact) if records else None
        finished = row is None or row.state is not RecordingState.RECORDING
        if records and finished:
            return records[0], row
        if time.monotonic() > until:
            return (records[0] if records else None), row
        await asyncio.sleep(0.1)
