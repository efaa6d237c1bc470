"""``switchroom versions``: every version, its state and why, the latest last."""

from collections.abc import Mapping
from typing import Annotated

import typer

from ivr.cli.own_settings import File, settings_with_state
from ivr.cli.own_versions import line_of, told, with_store
from ivr.dialplan.messages import NOTHING, Message
from ivr.publishing.book import Book, Version
from ivr.publishing.judging import AsGood, Tally, TooFew, Worse
from ivr.server.trying import verdict
from ivr.storage.store import Store

Most = Annotated[int, typer.Option("--last", min=1, help="How many of the latest to list.")]
Whole = Annotated[bool, typer.Option("--changes", help="Tell what changed in each, too.")]


def versions(last: Most = 20, changes: Whole = False, settings: File = None) -> None:
    """List the versions of the dialplans: state, since when, by whom, and why."""
    ours = settings_with_state(settings)
    book, tallies = with_store(ours, _read)
    for version in sorted(book.versions(), key=lambda one: one.drafted_at)[-last:]:
        typer.echo(line_of(version))
        for said in _beside(version, book, tallies, changes):
            typer.echo(f"    {told(said)}")
    if not book.decisions:
        typer.echo(told(Message("还没有任何版本。", "There is no version yet.")))


async def _read(store: Store) -> tuple[Book, Mapping[str, Tally]]:
    book = Book(await store.decisions())
    trial = book.trial()
    return book, await store.tallies(trial.seq) if trial else {}


def _beside(version: Version, book: Book, tallies: Mapping[str, Tally], changes: bool) -> tuple[Message, ...]:
    """What is told below a version: why it is as it is, how it does while it is tried, and its changes."""
    said = version.changes if changes else ()
    why = (version.why,) if version.why != NOTHING else ()
    trial = book.trial()
    if trial is None or trial.version != version.version:
        return (*why, *said)
    match verdict(book, tallies):
        case Worse(why=reason) | TooFew(why=reason):
            return (reason, *said)
        case AsGood():
            return (Message("与旧版本相当", "its callers fare as those of the old version"), *said)
        case None:
            return (Message("不作评判：只有一个号码的来电", "not judged: only one number meets it"), *said)
