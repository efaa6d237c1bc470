"""``switchroom publish``: makes a version of a folder, and lets all callers meet it, or some."""

import os
import time
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from ivr.cli.check import language_of, sounds_in
from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.cli.own_versions import (
    Author,
    Texts,
    author_or_user,
    edition_of,
    line_of,
    refuse_problems,
    say_when,
    told,
    with_store,
)
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.messages import Message
from ivr.publishing.book import EVERYBODY, Audience, Book
from ivr.rehearsal.transcript import transcript
from ivr.rehearsal.verdict import Verdict
from ivr.server.calendars import CALENDARS
from ivr.server.editions import texts_in
from ivr.server.gate import rehearsed, room_of
from ivr.server.publishing import Proposal, propose
from ivr.server.settings import Settings
from ivr.storage.store import Store
from ivr.telephony.numbers import normal
from ivr.voice.library import PromptLibrary

_MOST_TRANSCRIPTS = 3

Folder = Annotated[
    Path | None, typer.Argument(help="The folder to publish; the settings' dialplans if not given.")
]
Share = Annotated[
    str | None,
    typer.Option(help="Only this share of the calls meets it (10%); it is judged, and rolled back."),
]
OnlyFrom = Annotated[str | None, typer.Option(help="Only calls from this number meet it.")]
Again = Annotated[
    str | None, typer.Option(help="Publish this version of before (or the tried one) instead of a folder.")
]


def publish(
    folder: Folder = None,
    share: Share = None,
    only_from: OnlyFrom = None,
    version: Again = None,
    author: Author = None,
    note: Annotated[str, typer.Option(help="Why; shown in the list of versions.")] = "",
    settings: File = None,
) -> None:
    """Publish dialplans: refused unless they are right; calls in progress keep theirs."""
    ours = settings_with_state(settings)
    found = None if version else _checked(folder or ours.dialplans, ours)

    async def work(store: Store) -> tuple[Book, str]:
        book = Book(await store.decisions())
        edition, files = found or await edition_of(store, book, version or "")
        proposal = Proposal(
            edition=edition,
            files=files,
            by=author_or_user(author),
            at=time.time(),
            note=note,
            audience=audience_of(share, only_from, edition.centre),
        )
        return await propose(store, proposal, ours.publishing.approvals), edition.version

    book, published = with_store(ours, work)
    _say(book, published, ours)


def audience_of(share: str | None, only_from: str | None, centre: Centre) -> Audience:
    """Whose calls are meant; ends the command when that cannot be told."""
    if share is not None and only_from is not None:
        raise typer.BadParameter("give --share or --only-from, not both")
    if only_from is not None:
        return Audience(only_from=normal(only_from, centre.numbering()))
    if share is None:
        return EVERYBODY
    try:
        part = float(share.removesuffix("%")) / (100 if share.endswith("%") else 1)
    except ValueError:
        raise typer.BadParameter(f"--share {share}: write a share such as 10%") from None
    if not 0 < part < 1:
        raise typer.BadParameter(f"--share {share}: write more than 0% and less than 100%")
    return Audience(share=part)


def _checked(folder: Path, settings: Settings) -> Texts:
    """The folder's edition; ends the command with all that is wrong with it."""
    if not folder.is_dir():
        refuse(f"{folder} is no folder; name the one that holds centre.yaml and the dialplans")
    files = texts_in(folder)
    edition = read_edition(files, sounds_in(settings.prompts), CALENDARS)
    if not isinstance(edition, Edition):
        refuse_problems(folder, edition)
    library = PromptLibrary(settings.prompts)
    with Console(stderr=True).status(told(Message("模拟来电者正在排演…", "simulated callers rehearse…"))):
        failures = rehearsed(edition, library)
    if failures:
        _refuse_rehearsal(failures, room_of(edition, library).zone)
    return edition, files


def _refuse_rehearsal(failures: Sequence[Verdict], zone: tzinfo) -> NoReturn:
    """End the command with the calls in which something goes wrong, the first ones in full."""
    for failure in failures[:_MOST_TRANSCRIPTS]:
        typer.echo(transcript(failure, language_of(os.environ), zone) + "\n", err=True)
    count = len(failures)
    said = Message(
        f"{count} 个模拟来电者的遭遇不合要求，没有发布（见 switchroom test）",
        f"{count} simulated callers do not fare as they should; nothing was published (see switchroom test)",
    )
    typer.echo(told(said), err=True)
    raise typer.Exit(1)


def _say(book: Book, published: str, settings: Settings) -> None:
    version = book.version(published)
    typer.echo(line_of(version))
    for change in version.changes:
        typer.echo(f"  · {told(change)}")
    if version.state == "draft":
        missing = settings.publishing.approvals - len(version.agreed)
        typer.echo(
            told(
                Message(
                    f"还需 {missing} 人批准：switchroom approve {published}",
                    f"{missing} more must agree: switchroom approve {published}",
                )
            )
        )
        return
    say_when(settings)
