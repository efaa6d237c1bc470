"""``switchroom diff``: how two versions, or a version and a folder, differ, in words."""

from typing import Annotated

import typer

from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.cli.own_versions import edition_of, told, with_store
from ivr.dialplan.messages import Message
from ivr.publishing.book import Book
from ivr.publishing.changes import changes
from ivr.storage.store import Store

Old = Annotated[str | None, typer.Argument(help="A version or a folder; the live version if not given.")]
New = Annotated[
    str | None, typer.Argument(help="A version or a folder; the settings' dialplans if not given.")
]


def diff(old: Old = None, new: New = None, settings: File = None) -> None:
    """Tell in words how two versions differ; without names: what publishing the folder would change."""
    ours = settings_with_state(settings)

    async def work(store: Store) -> tuple[Message, ...]:
        book = Book(await store.decisions())
        before = old or book.live()
        if before is None:
            refuse("no version is live yet; name two folders, or publish one")
        first, _ = await edition_of(store, book, before)
        second, _ = await edition_of(store, book, new or str(ours.dialplans))
        return changes(first, second)

    found = with_store(ours, work)
    for change in found:
        typer.echo(told(change))
    if not found:
        typer.echo(told(Message("没有差别。", "They mean the same.")))
