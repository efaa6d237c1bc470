"""The settings as commands read them: what is wrong with them ends the command, in plain words."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ivr.server.settings import Settings, load

File = Annotated[
    Path | None, typer.Option("--settings", help="The settings file; switchroom.yaml if not given.")
]

_DEFAULT_FILE = "switchroom.yaml"


def settings_of(file: Path | None) -> Settings:
    """The settings with this file in place of ``switchroom.yaml``; ends the command if they are not valid."""
    if file is not None and not file.is_file():
        refuse(f"there is no settings file {file}")
    try:
        return load(file)
    except ValidationError as error:
        refuse("\n".join(f"{file or _DEFAULT_FILE}: {_told(fault)}" for fault in error.errors()))
    except (yaml.YAMLError, ValueError, TypeError) as error:
        refuse(
            f"{file or _DEFAULT_FILE} cannot be read; it must be YAML in UTF-8, of “setting: value”: {error}"
        )


def settings_with_state(file: Path | None) -> Settings:
    """The same, with the state folder there; ends the command if nothing can be written into it."""
    settings = settings_of(file)
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _refuse_state(settings.state, error.strerror or str(error))
    if not os.access(settings.state, os.W_OK | os.X_OK):
        _refuse_state(settings.state, "it cannot be written by this user")
    return settings


def refuse(reason: str) -> NoReturn:
    """End the command with what is wrong."""
    typer.echo(f"switchroom: {reason}", err=True)
    raise typer.Exit(1)


def _refuse_state(folder: Path, reason: str) -> NoReturn:
    refuse(f"the state folder {folder} is of no use: {reason}; let the setting state name another")


def _told(fault: ErrorDetails) -> str:
    place = [str(part) for part in fault["loc"]]
    name = ".".join(place)
    if fault["type"] != "extra_forbidden":
        return f"{name}: {fault['msg']}, not {fault['input']!r}"
    known = _names(Settings, place[:-1])
    close = get_close_matches(place[-1], known, 1)
    remedy = f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(known)}"
    return f'there is no setting "{name}"; {remedy}'


def _names(model: type[BaseModel], place: list[str]) -> list[str]:
    """The settings in a group of settings."""
    for part in place:
        kind = model.model_fields[part].annotation
        assert isinstance(kind, type)
        model = kind
    return list(model.model_fields)
