"""``switchroom test``: lets simulated callers try the dialplans before anybody calls them."""

import os
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ivr.cli.check import Folder, Prompts, edition_in, folders_of, language_of
from ivr.cli.own_settings import refuse
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.rehearsal.report import Report, Watch, rehearse_all, rehearse_written
from ivr.rehearsal.room import Room
from ivr.rehearsal.transcript import transcript
from ivr.rehearsal.verdict import Verdict
from ivr.voice.lengths import Lengths
from ivr.voice.library import PromptLibrary

_FAILED = 1
_MOST_TRANSCRIPTS = 10
_BETWEEN_NEWS = 20

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Written = Annotated[
    bool, typer.Option("--written", help="Only the callers that stand in the dialplans, none made up.")
]
Real = Annotated[
    bool, typer.Option("--real", help="Over SIP on a real Asterisk: those of the dialplans who can.")
]


def rehearse(
    folder: Folder = None,
    prompts: Prompts = None,
    json: Json = False,
    written: Written = False,
    real: Real = False,
) -> None:
    """Let the dialplans' callers, and hard ones made up, call on a virtual clock; tell what went wrong."""
    language = language_of(os.environ)
    folder, prompts = folders_of(folder, prompts)
    edition = edition_in(folder, prompts, language)
    room = Room(seconds=Lengths(PromptLibrary(prompts)).seconds, zone=zone_of(edition))
    began = time.monotonic()
    if real:
        report = _for_real(edition, room, folder, language)
    else:
        report = _rehearsed(edition, room, rehearse_written if written else rehearse_all)
    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode(report.told()), indent=1).decode())
    else:
        for line in _told(report, room, time.monotonic() - began):
            typer.echo(line.in_language(language))
    raise typer.Exit(0 if report.ok else _FAILED)


def zone_of(edition: Edition) -> ZoneInfo:
    """The centre's zone; ends the command where there is no such zone."""
    try:
        return ZoneInfo(edition.centre.zone)
    except (ZoneInfoNotFoundError, ValueError):
        refuse(f"centre.yaml names the zone {edition.centre.zone}, which is not known: see tz names")


def _rehearsed(edition: Edition, room: Room, rehearsal: Callable[[Edition, Room, Watch], Report]) -> Report:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("0")
        through = 0

        def watch(verdict: Verdict) -> None:
            nonlocal through
            through += 1
            if through % _BETWEEN_NEWS == 0:
                progress.update(task, description=f"{through}: {verdict.dialplan}")

        return rehearsal(edition, room, watch)


def _for_real(edition: Edition, room: Room, folder: Path, language: str) -> Report:
    # Telephones of ours come with the extra `phones`; a server does without.
    if not (find_spec("numpy") and find_spec("soundfile")):
        refuse("--real needs test telephones: install switchroom[phones]")
    from ivr.cli.for_real import rehearse_for_real

    return rehearse_for_real(edition, room, folder, language)


def _told(report: Report, room: Room, seconds: float) -> Iterator[Message]:
    for verdict in report.failures[:_MOST_TRANSCRIPTS]:
        yield Message(*(transcript(verdict, language, room.zone) + "\n" for language in ("zh", "en")))
    more = len(report.failures) - _MOST_TRANSCRIPTS
    if more > 0:
        yield Message(f"还有 {more} 个来电者没有通过", f"and {more} more callers did not pass")
    for dialplan, node in report.unreached:
        yield Message(
            f"没有来电者到达过节点 {node}（{dialplan}）：写一个到达那里的来电者",
            f"no caller came to the node {node} ({dialplan}): write one who does",
        )
    written, made_up, failed = len(report.written), report.made_up, len(report.failures)
    yield Message(
        f"对话方案中的来电者 {written} 个，自动生成的 {made_up} 个；没有通过 {failed} 个（{seconds:.1f} 秒）",
        f"{written} callers of the dialplans, {made_up} made up; {failed} did not pass ({seconds:.1f} s)",
    )
