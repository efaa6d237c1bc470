"""``switchroom customers``: the directory of customers, in from Excel and out to it."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import structlog
import typer
from rich.progress import Progress

import ivr
from ivr.cli.check import language_of
from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Problem
from ivr.server.editions import DialplanError
from ivr.server.serving import read_centre
from ivr.storage.customers import importing
from ivr.storage.customers.directory import Directory
from ivr.storage.customers.reading import House, Table, read_table
from ivr.storage.customers.writing import entry_line, header_line
from ivr.storage.errors import StorageError
from ivr.storage.pins import hash_of
from ivr.storage.store import Store

app = typer.Typer(name="customers", help="The directory of customers.", no_args_is_help=True)

Done = TypeVar("Done")

_MOST_SHOWN = 100


@app.callback()
def customers() -> None:
    """The directory of customers, in from Excel and out to it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))


@app.command("import")
def import_customers(
    file: Annotated[Path, typer.Argument(help="A CSV, .xlsx or .xls whose first row names the columns.")],
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Take the lines that are right although others are wrong.")
    ] = False,
    settings: File = None,
) -> None:
    """Take customers in from a table.

    Who is in it is kept in place of what was known of him; nobody is removed. With anything wrong in the
    table nothing changes: every wrong line is told with its remedy.
    """
    language = language_of(os.environ)
    table = read_table(file.name, _content(file), _house(settings))
    kept = _in_directory(settings, lambda directory: _import(directory, file.name, table, skip_bad))
    _tell_problems(kept.problems, language)
    if table.unknown and table.entries:
        typer.echo(_ignored(table.unknown).in_language(language), err=True)
    if kept.problems and not skip_bad:
        typer.echo(_nothing_changed(len(kept.problems)).in_language(language), err=True)
        raise typer.Exit(1)
    typer.echo(_kept(len(kept.entries), len(kept.problems)).in_language(language))


@app.command("export")
def export_customers(
    file: Annotated[Path | None, typer.Argument(help="The CSV to write; none: to the screen.")] = None,
    settings: File = None,
) -> None:
    """Write all customers as a CSV that Excel opens rightly; it can be taken in again."""
    language = language_of(os.environ)
    lines = _in_directory(settings, lambda directory: _lines(directory, language))
    if file is None:
        sys.stdout.buffer.write("".join(lines).encode())
        return
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as written:
            written.writelines(lines)
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror}")
    typer.echo(_written(len(lines) - 1, file).in_language(language))


@app.command()
def pin(
    customer: Annotated[str, typer.Argument(help="The customer's id.")],
    clear: Annotated[bool, typer.Option("--clear", help="Take the customer's PIN away.")] = False,
    settings: File = None,
) -> None:
    """Set the PIN by which a customer proves on the telephone who he is."""
    if _in_directory(settings, lambda directory: directory.entry(customer)) is None:
        refuse(f"there is no customer {customer}; switchroom customers export lists them")
    if clear:
        _in_directory(settings, lambda directory: directory.clear_pin(customer))
        typer.echo("The PIN is gone.")
        return
    try:
        hashed = hash_of(str(typer.prompt("PIN", hide_input=True, confirmation_prompt=True)))
    except ValueError as error:
        refuse(str(error))
    _in_directory(settings, lambda directory: directory.set_pin(customer, hashed))


@app.command()
def remove(
    customer: Annotated[str, typer.Argument(help="The customer's id.")], settings: File = None
) -> None:
    """Forget a customer, his numbers and his PIN."""
    if not _in_directory(settings, lambda directory: directory.remove(customer)):
        refuse(f"there is no customer {customer}; switchroom customers export lists them")


async def _import(directory: Directory, file: str, table: Table, skip_bad: bool) -> Table:
    taken = await importing.taken_numbers(directory, file, table.entries)
    wrong = {problem.line for problem in taken}
    right = {line: entry for line, entry in table.entries.items() if line not in wrong}
    problems = tuple(sorted((*table.problems, *taken), key=lambda problem: (problem.line, problem.column)))
    if problems and not skip_bad:
        return Table(problems=problems)
    with Progress(transient=True, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(file, total=len(right))
        await importing.keep(directory, tuple(right.values()), lambda kept: progress.advance(bar, kept))
    return Table(right, problems)


async def _lines(directory: Directory, language: str) -> list[str]:
    lines, after = [header_line(language)], ""
    while page := await directory.page(after, 500):
        lines.extend(map(entry_line, page))
        after = page[-1].customer.id
    return lines


def _in_directory(file: Path | None, do: Callable[[Directory], Awaitable[Done]]) -> Done:
    url = settings_with_state(file).database

    async def opened() -> Done:
        async with Store.open(url, ivr.__version__) as store:
            return await do(Directory(store))

    try:
        return asyncio.run(opened())
    except StorageError as error:
        refuse(str(error))


def _house(file: Path | None) -> House:
    centre = _centre(file)
    return House(centre.numbering(), {name: agent.name for name, agent in centre.agents.items()})


def _centre(file: Path | None) -> Centre:
    try:
        return read_centre(settings_with_state(file))
    except (DialplanError, OSError) as error:
        refuse(str(error))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}")


def _tell_problems(problems: Sequence[Problem], language: str) -> None:
    for problem in problems[:_MOST_SHOWN]:
        typer.echo(problem.in_language(language), err=True)
    if len(problems) > _MOST_SHOWN:
        typer.echo(_more(len(problems) - _MOST_SHOWN).in_language(language), err=True)


def _more(count: int) -> Message:
    return Message(f"另有 {count} 个问题", f"and {count} more")


def _nothing_changed(problems: int) -> Message:
    return Message(
        f"{problems} 处错误，没有改动任何客户；改正后再导入，或用 --skip-bad 跳过这些行",
        f"{problems} wrong, nothing was changed: mend them and import again, or skip these lines: --skip-bad",
    )


def _ignored(columns: Sequence[str]) -> Message:
    return Message(
        f"未使用的列：{'、'.join(columns)}", f"columns of which nothing is taken: {', '.join(columns)}"
    )


def _kept(customers: int, skipped: int) -> Message:
    left = (
        Message(f"，跳过 {skipped} 处错误", f", {skipped} wrong ones skipped") if skipped else Message("", "")
    )
    return Message(f"导入了 {customers} 位客户{left.zh}", f"customers taken in: {customers}{left.en}")


def _written(customers: int, file: Path) -> Message:
    return Message(f"{customers} 位客户已写入 {file}", f"customers written to {file}: {customers}")
