"""``switchroom check``: tells everything that is wrong with a folder of dialplans."""

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ivr.cli.own_settings import refuse, settings_of
from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.hours.warning import unknown_years, warning_of
from ivr.dialplan.messages import Message
from ivr.server.calendars import CALENDARS
from ivr.telephony.prompts import Prompt
from ivr.voice.library import PromptLibrary

Folder = Annotated[
    Path | None,
    typer.Argument(
        help="The folder with centre.yaml and the dialplans; the settings' dialplans if not given."
    ),
]
Prompts = Annotated[
    Path | None,
    typer.Option(
        help="The folder of rendered prompts.  If not given: FOLDER/prompts, where there is one, else sounds"
        " are not checked; without FOLDER the settings' prompts."
    ),
]

_INVALID = 1


def check(folder: Folder = None, prompts: Prompts = None) -> None:
    """Check the centre and its dialplans; print every problem with its place and remedy."""
    language = language_of(os.environ)
    folder, prompts = folders_of(folder, prompts)
    edition = edition_in(folder, prompts, language)
    typer.echo(_summary(edition).in_language(language))
    for year in unknown_years(edition, CALENDARS, date.today()):
        typer.echo(warning_of(year).in_language(language), err=True)


def edition_in(folder: Path, prompts: Path, language: str) -> Edition:
    """The edition of a folder; prints every problem and ends the command where it is none."""
    if not folder.is_dir():
        refuse(f"{folder} is no folder; name the one that holds centre.yaml and the dialplans")
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    answer = read_edition(files, sounds_in(prompts), CALENDARS)
    if isinstance(answer, Edition):
        return answer
    for problem in answer:
        typer.echo(f"{folder / problem.in_language(language)}", err=True)
    typer.echo(_count(len(answer)).in_language(language), err=True)
    raise typer.Exit(_INVALID)


def folders_of(folder: Path | None, prompts: Path | None) -> tuple[Path, Path]:
    """The folders of dialplans and of rendered prompts; the settings tell them where no folder is given."""
    if folder is not None:
        return folder, prompts or folder / "prompts"
    settings = settings_of(None)
    return _nearby(settings.dialplans), prompts or _nearby(settings.prompts)


def _nearby(path: Path) -> Path:
    """A path as it is read most easily: from here, where it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def language_of(environment: Mapping[str, str]) -> str:
    """``zh`` where the locale is Chinese (LC_ALL over LC_MESSAGES over LANG), else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


def sounds_in(folder: Path) -> Callable[[Prompt], bool] | None:
    """Tells whether a prompt has a sound there; None, and so unchecked, where there is no such folder."""
    return PromptLibrary(folder).has if folder.is_dir() else None


def _summary(edition: Edition) -> Message:
    dialplans = len(edition.dialplans)
    nodes = sum(len(dialplan.nodes) for dialplan in edition.dialplans.values())
    return Message(
        f"正确：{dialplans} 个对话方案，{nodes} 个节点",
        f"ok: {_plural(dialplans, 'dialplan')}, {_plural(nodes, 'node')}",
    )


def _count(problems: int) -> Message:
    return Message(f"共 {problems} 个问题", _plural(problems, "problem"))


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
