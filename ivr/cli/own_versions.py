"""The book of versions of the centre on this machine, as commands read it and add to it."""

import asyncio
import getpass
import logging
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import structlog
import typer

import ivr
from ivr.cli.check import language_of
from ivr.cli.own_settings import refuse
from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Problem
from ivr.publishing.book import Book, State, Version
from ivr.publishing.errors import PublishingError
from ivr.server.calendars import CALENDARS
from ivr.server.editions import texts_in
from ivr.server.locking import holder
from ivr.server.serving import SERVER_LOCK
from ivr.server.settings import Settings
from ivr.storage.errors import StorageError
from ivr.storage.store import Store

Author = Annotated[str | None, typer.Option(help="Who decides this; the user of this machine if not given.")]
VersionId = Annotated[
    str, typer.Argument(help="A version, or the beginning of its id (switchroom versions).")
]

Found = TypeVar("Found")
Texts = tuple[Edition, Mapping[str, bytes]]

_STATES: dict[State, Message] = {
    "draft": Message("草稿，等待批准", "draft, waits for approval"),
    "canary": Message("试用中", "canary"),
    "live": Message("使用中", "live"),
    "retired": Message("已停用", "retired"),
    "rolled_back": Message("已回滚", "rolled back"),
}


def with_store(settings: Settings, work: Callable[[Store], Awaitable[Found]]) -> Found:
    """Do the work on the centre's store; what keeps it from being done ends the command, in plain words."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))

    async def opened() -> Found:
        async with Store.open(settings.database, ivr.__version__) as store:
            return await work(store)

    try:
        return asyncio.run(opened())
    except PublishingError as error:
        refuse(told(error.told()))
    except StorageError as error:
        refuse(str(error))


def told(message: Message) -> str:
    """The sentence in the language of the terminal."""
    return message.in_language(language_of(os.environ))


def author_or_user(author: str | None) -> str:
    """Who decides: the one that was named, or the user of this machine."""
    return author or getpass.getuser()


async def edition_of(store: Store, book: Book, name: str) -> Texts:
    """The edition of a version (or the beginning of its id), or of a folder, with its texts.

    Ends the command when there is neither.  Raises UnknownVersionError.
    """
    files = _in_folder(Path(name)) or await _of_version(store, book, name)
    edition = read_edition(files, None, CALENDARS)
    if not isinstance(edition, Edition):
        refuse_problems(name, edition)
    return edition, files


def _in_folder(folder: Path) -> Mapping[str, bytes]:
    return texts_in(folder) if folder.is_dir() else {}


async def _of_version(store: Store, book: Book, name: str) -> Mapping[str, bytes]:
    version = book.version(name).version
    files = await store.texts(version)
    if files is None:
        refuse(told(Message(f"版本 {version} 的文本已不在", f"the texts of version {version} are gone")))
    return files


def refuse_problems(where: str | Path, problems: tuple[Problem, ...]) -> NoReturn:
    """End the command with everything that is wrong in the documents."""
    for problem in problems:
        typer.echo(f"{Path(where) / problem.in_language(language_of(os.environ))}", err=True)
    count = len(problems)
    told_count = Message(f"共 {count} 个问题，没有发布", f"{count} to mend; nothing was published")
    typer.echo(told(told_count), err=True)
    raise typer.Exit(1)


def line_of(version: Version) -> str:
    """One version in a line: id, state, since when, by whom, note."""
    state = told(_STATES[version.state])
    if version.state in ("canary", "draft") and not version.audience.everybody():
        state = f"{state} ({told(version.audience.told())})"
    since = time.strftime("%F %T", time.localtime(version.since))
    agreed = " + ".join(version.agreed)
    return "  ".join(part for part in (version.version, state, since, agreed, version.note) if part)


def say_when(settings: Settings) -> None:
    """Say when what was decided is in force."""
    if holder(settings.state / SERVER_LOCK) is not None:
        typer.echo(told(Message("一秒之内生效。", "It is in force within a second.")))
    else:
        typer.echo(told(Message("服务器启动后生效。", "It is in force when the server starts.")))
