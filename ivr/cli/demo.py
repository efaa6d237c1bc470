"""``switchroom demo``: a whole small call centre, called and checked."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ivr.asterisk.installing import InstallationError, install
from ivr.demo.judging import Judgement
from ivr.demo.performance import DIALPLANS, Report, perform
from ivr.demo.stage import CHECKOUT, Stage, StageError, open_stage
from ivr.server.logs import configure

console = Console(width=150)

_FOLDER = CHECKOUT / "build" / "demo"
_ROOT = CHECKOUT / "build" / "asterisk"


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave the centre open, to call it yourself.")] = False,
    lan: Annotated[bool, typer.Option("--lan", help="With --keep: let telephones in from the net.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demonstration leaves what it makes.")] = _FOLDER,
    root: Annotated[
        Path,
        typer.Option(envvar="SWITCHROOM_ASTERISK__ROOT", help="Where Asterisk is, or will be, installed."),
    ] = _ROOT,
) -> None:
    """Open a centre, let agents and callers telephone in it, and tell whether all went as it should."""
    configure("warning")
    began = time.monotonic()

    def say(line: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:6.1f} s[/dim]  {line}", highlight=False)

    try:
        install(root.resolve(), say)
        if keep:
            asyncio.run(_keep(folder.resolve(), root.resolve(), lan))
            return
        report = asyncio.run(perform(folder.resolve(), root.resolve(), say))
    except (InstallationError, StageError) as error:
        console.print(f"switchroom: {error}", style="red", markup=False)
        raise typer.Exit(1) from error
    _show(report, folder.resolve())
    raise typer.Exit(0 if report.ok else 1)


async def _keep(folder: Path, root: Path, lan: bool) -> None:
    async with open_stage(folder, root, DIALPLANS, lan=lan) as stage:
        _tell_how_to_call(stage)
        await asyncio.Event().wait()


def _tell_how_to_call(stage: Stage) -> None:
    console.print(f"\nThe centre is open. SIP server: [bold]{stage.sip}[/bold] (UDP or TCP)")
    for extension, password in stage.secrets.agents.items():
        console.print(f"  agent {extension}, password {password}: *11 signs in, *14 pauses, *12 signs out")
    console.print(f"  caller: user carrier, password {stage.secrets.carrier}: 4001 (中文), 4002 (English)")
    settings = f"--settings {stage.folder / 'switchroom.yaml'}"
    console.print("From this machine, without a telephone of your own, in a shell each:")
    for order in (
        f"./run phone 8001 --answer-after 2 --talk 5 {settings}",
        f"./run call '*11' --user 8001 --stay 5 {settings}   (signs 8001 in)",
        f"./run call 4001 --press 2 --stay 60 {settings}",
        f"./run token make ME {settings}   (for the API on port {stage.settings.api.port}: docs/api.md)",
    ):
        console.print(f"  {order}", markup=False, highlight=False, soft_wrap=True)
    console.print("Ctrl-C closes it.\n")


def _show(report: Report, folder: Path) -> None:
    table = Table(title=f"Switchroom on Asterisk {report.asterisk}")
    for heading in (
        "caller",
        "dialled",
        "path",
        "agent",
        "wait s",
        "talk s",
        "recording",
        "survey",
        "outcome",
        "",
    ):
        table.add_column(heading, overflow="fold")
    for contact in report.contacts:
        table.add_row(*_cells(contact))
    console.print(table)
    for contact in report.contacts:
        for fault in contact.faults:
            console.print(f"[red]✗[/red] {contact.caller}: {fault}", highlight=False)
    verdict = (
        "every contact went as its dialplan says" if report.ok else "not every contact went as it should"
    )
    console.print(
        f"{'✓' if report.ok else '✗'} {verdict}, in {report.seconds} s. Report: {folder / 'report.json'}"
    )


def _cells(contact: Judgement) -> tuple[str, ...]:
    recording = contact.recording
    return (
        contact.caller,
        contact.dialled,
        " → ".join(contact.path),
        contact.agent or "–",
        f"{contact.wait_seconds:.1f}",
        f"{contact.talk_seconds:.1f}",
        f"{recording.seconds:.1f} s" if recording else "–",
        " ".join(f"{question}={answer}" for question, answer in contact.survey.items()) or "–",
        contact.outcome,
        "✗" if contact.faults else "✓",
    )
