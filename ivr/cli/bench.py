"""``switchroom bench``: Switchroom beside native Asterisk, in figures."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from ivr.asterisk.installing import InstallationError, install
from ivr.asterisk.running import StartError
from ivr.bench.report import (
    ATTEMPT_HEADINGS,
    HEADINGS,
    NOTES,
    Report,
    as_page,
    attempt_cells,
    describe,
    told,
    verdict,
)
from ivr.bench.routing import Size, measure, memory
from ivr.bench.running import DEFAULT, QUICK, Plan, run
from ivr.bench.sipp import SippError
from ivr.bench.wire import WireError
from ivr.demo.stage import CHECKOUT, StageError
from ivr.server.logs import configure

console = Console(width=170)

_FOLDER = CHECKOUT / "build" / "bench"
_ROOT = CHECKOUT / "build" / "asterisk"
_PAGE = CHECKOUT / "docs" / "benchmarks.md"


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="Two minutes instead of ten.")] = False,
    seconds: Annotated[
        float | None, typer.Option(min=1, help="How long whole contacts must go without a failure (P10).")
    ] = None,
    rate: Annotated[
        list[float] | None,
        typer.Option(min=0.1, help="A rate of whole contacts to try, in contacts a second; may be repeated."),
    ] = None,
    router: Annotated[
        bool, typer.Option("--router", help="Measure the router alone (R1), in half a minute.")
    ] = False,
    docs: Annotated[bool, typer.Option("--docs", help="Write docs/benchmarks.md too.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the benchmark leaves what it makes.")] = _FOLDER,
    root: Annotated[
        Path,
        typer.Option(envvar="SWITCHROOM_ASTERISK__ROOT", help="Where Asterisk is, or will be, installed."),
    ] = _ROOT,
) -> None:
    """Measure calls through Switchroom and through Asterisk alone, side by side on this machine."""
    if router:
        _show_router()
        return
    configure("warning")
    began = time.monotonic()

    def say(line: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:6.1f} s[/dim]  {line}", highlight=False)

    try:
        install(root.resolve(), say)
        report = asyncio.run(run(folder.resolve(), root.resolve(), _plan(quick, seconds, rate), say))
    except (InstallationError, StageError, StartError, SippError, WireError) as error:
        console.print(f"switchroom: {error}", style="red", markup=False)
        raise typer.Exit(1) from error
    _show(report)
    if docs:
        _PAGE.write_text(as_page(report), encoding="utf-8")
    console.print(f"Report: {folder.resolve() / 'report.json'}, with samples.csv and contacts.csv beside it")


def _plan(quick: bool, seconds: float | None, rates: list[float] | None) -> Plan:
    plan = QUICK if quick else DEFAULT
    contacts = msgspec.structs.replace(
        plan.contacts,
        seconds=plan.contacts.seconds if seconds is None else seconds,
        rates=tuple(sorted(rates)) if rates else plan.contacts.rates,
    )
    return msgspec.structs.replace(plan, contacts=contacts)


def _show_router() -> None:
    size = Size()
    table = Table(title=f"The router alone: {size.agents:,} agents, {size.classes} classes of calls")
    for heading in ("situation", "offers/s", "one change: median", "p99", "p99.9"):
        table.add_column(heading)
    for speed in measure(size, seed=7):
        times = (f"{microseconds:,.1f} µs" for microseconds in speed.microseconds)
        table.add_row(speed.situation, f"{speed.offers_per_second:,.0f}", *times)
    console.print(table)
    console.print(f"Memory: {memory(size, seed=7) / 1e6:.0f} MB with {size.waiting:,} calls in line")


def _show(report: Report) -> None:
    table = Table(title="Switchroom beside native Asterisk; what is not reached stands first")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for line in told(report):
        sign = verdict(line.reached)
        table.add_row(line.row, line.measure, line.native, line.ours, line.ratio, line.goal, sign)
    console.print(table)
    contacts = Table(title="Whole contacts, rate by rate")
    for heading in ATTEMPT_HEADINGS:
        contacts.add_column(heading)
    for attempt in report.attempts:
        contacts.add_row(*attempt_cells(attempt))
    console.print(contacts)
    for note in (*NOTES, describe(report.conditions)):
        console.print(f"· {note}", highlight=False)
