"""``switchroom approve``: a second person gives his word for a version that waits for it."""

import time

import typer

from ivr.cli.own_settings import File, settings_with_state
from ivr.cli.own_versions import Author, VersionId, author_or_user, line_of, say_when, with_store
from ivr.publishing.book import Book
from ivr.publishing.deciding import approve as approved
from ivr.server.publishing import decide
from ivr.storage.store import Store


def approve(version: VersionId, author: Author = None, settings: File = None) -> None:
    """Agree to a version that somebody else has published; with enough agreement it is in force."""
    ours = settings_with_state(settings)
    by, needed = author_or_user(author), ours.publishing.approvals

    async def work(store: Store) -> Book:
        return await decide(store, lambda book: approved(book, version, by, time.time(), needed))

    known = with_store(ours, work).version(version)
    typer.echo(line_of(known))
    if known.state != "draft":
        say_when(ours)
