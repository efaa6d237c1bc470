"""``switchroom rollback``: takes a version out of force."""

import time
from typing import Annotated

import typer

from ivr.cli.own_settings import File, settings_with_state
from ivr.cli.own_versions import Author, author_or_user, line_of, say_when, told, with_store
from ivr.dialplan.edition import version_of
from ivr.dialplan.messages import Message
from ivr.publishing.book import Book
from ivr.publishing.deciding import roll_back
from ivr.server.editions import texts_in
from ivr.server.publishing import decide
from ivr.server.settings import Settings
from ivr.storage.store import Store

Which = Annotated[
    str | None, typer.Argument(help="The version to take out of force; the tried one, else the live one.")
]


def rollback(
    version: Which = None,
    author: Author = None,
    note: Annotated[str, typer.Option(help="Why; shown in the list of versions.")] = "",
    settings: File = None,
) -> None:
    """Go back to the version of before; calls in progress keep theirs."""
    ours, by = settings_with_state(settings), author_or_user(author)

    async def work(store: Store) -> Book:
        why = Message(note, note)
        return await decide(store, lambda book: roll_back(book, version or "", by, time.time(), why))

    after = with_store(ours, work)
    gone = after.decisions[-1].version
    typer.echo(line_of(after.version(gone)))
    if live := after.live():
        typer.echo(line_of(after.version(live)))
    say_when(ours)
    _warn_of_the_folder(gone, ours)


def _warn_of_the_folder(gone: str, settings: Settings) -> None:
    """What was taken out of force may still stand in the folder, and goes live with its next change."""
    if settings.publishing.when == "on_save" and version_of(texts_in(settings.dialplans)) == gone:
        typer.echo(
            told(
                Message(
                    f"{settings.dialplans} 中仍是这个版本：改好之后再保存，保存即生效",
                    f"{settings.dialplans} still holds it: mend it there; the next change saved goes live",
                )
            ),
            err=True,
        )
