"""``switchroom graph``: a dialplan as a picture, with last week's callers on its arrows."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from ivr.cli.check import language_of
from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.cli.own_versions import edition_of, told, with_store
from ivr.cli.regress import seconds_of
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.picture.drawn import Counts
from ivr.picture.svg import drawing
from ivr.publishing.book import Book
from ivr.server.past import Past, edges_passed
from ivr.storage.store import Store
from ivr.storage.values import ContactRecord

Name = Annotated[str | None, typer.Argument(help="A dialplan; all of them if not given.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="The folder into which the pictures are written.")]
Of = Annotated[
    str | None, typer.Option("--of", help="A version or a folder; the settings' dialplans if not given.")
]
Since = Annotated[str, typer.Option(help="Whose callers stand on the arrows: of the last 7d, 12h.")]


def graph(
    dialplan: Name = None,
    out: Out = Path(),
    of: Of = None,
    since: Since = "7d",
    language: Annotated[str | None, typer.Option(help="zh or en; that of the terminal if not given.")] = None,
    settings: File = None,
) -> None:
    """Draw dialplans as SVG: nodes, exits, and how many callers took each way."""
    ours, spoken = settings_with_state(settings), language or language_of(os.environ)
    begin = time.time() - seconds_of(since)

    async def work(store: Store) -> tuple[Edition, dict[str, Counts], dict[str, int]]:
        book = Book(await store.decisions())
        edition, _ = await edition_of(store, book, of or str(ours.dialplans))
        return edition, *await _counted(Past(store, book), edition, begin)

    edition, counts, callers = with_store(ours, work)
    names = [dialplan] if dialplan else sorted(edition.dialplans)
    for name in names:
        if name not in edition.dialplans:
            refuse(f"there is no dialplan {name}; there are {', '.join(sorted(edition.dialplans))}")
        said = Message(
            f"最近 {since}：{callers.get(name, 0):,} 个来电",
            f"last {since}: {callers.get(name, 0):,} callers",
        )
        file = out / f"{name}.svg"
        file.write_text(
            drawing(edition.dialplans[name], spoken, counts.get(name, {}), said.in_language(spoken)),
            encoding="utf-8",
        )
        typer.echo(told(Message(f"已写入 {file}", f"wrote {file}")))


async def _counted(past: Past, edition: Edition, since: float) -> tuple[dict[str, Counts], dict[str, int]]:
    """How often each way was taken in each dialplan, and how many callers came to it at all."""
    paths: dict[str, dict[tuple[str, ...], int]] = {name: {} for name in edition.dialplans}
    callers: dict[str, int] = {}
    async for record in past.contacts(since, time.time()):
        for name, path in walks(record, edition).items():
            paths[name][path] = paths[name].get(path, 0) + 1
            callers[name] = callers.get(name, 0) + 1
    return {name: edges_passed(found) for name, found in paths.items()}, callers


def walks(record: ContactRecord, edition: Edition) -> dict[str, tuple[str, ...]]:
    """The part of a contact's path that lies in each dialplan.

    The path names other dialplans; without a name it is that of the number, or the survey of the queue.
    """
    number, queue = edition.centre.numbers.get(record.dialled), edition.centre.queues.get(record.queue)
    unnamed = [number.dialplan if number else "", (queue.survey if queue else "") or ""]
    found: dict[str, list[str]] = {}
    for step in record.path:
        dialplan, _, node = step.rpartition("/")
        known = [name for name in ([dialplan] if dialplan else unnamed) if name in edition.dialplans]
        name = next((name for name in known if node in edition.dialplans[name].nodes), "")
        if name:
            found.setdefault(name, []).append(node)
    return {name: tuple(nodes) for name, nodes in found.items()}
