"""``switchroom serve`` and ``switchroom worker``: the centre, and the server that its guardian runs."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from pydantic import ValidationError

from ivr.asterisk.instance import InstanceError
from ivr.asterisk.rendering import RenderingError
from ivr.asterisk.running import StartError
from ivr.server.editions import DialplanError
from ivr.server.logs import configure
from ivr.server.serving import guard, work
from ivr.server.settings import Settings, load

File = Annotated[
    Path | None, typer.Option("--settings", help="The settings file; switchroom.yaml if not given.")
]


def serve(settings: File = None) -> None:
    """Run the centre: Asterisk, and the server under its guardian, until Ctrl-C."""
    configure()
    arguments = () if settings is None else ("--settings", str(settings.absolute()))
    try:
        uvloop.run(guard(_load(settings), arguments))
    except (DialplanError, InstanceError, RenderingError, StartError) as error:
        typer.echo(f"switchroom: {error}", err=True)
        raise typer.Exit(1) from error


def worker(settings: File = None, beat: Annotated[int | None, typer.Option(hidden=True)] = None) -> None:
    """Run the server alone, beside an Asterisk that runs already.  The guardian starts it."""
    configure()
    try:
        uvloop.run(work(_load(settings), beat))
    except DialplanError as error:
        typer.echo(f"switchroom: {error}", err=True)
        raise typer.Exit(1) from error
    except asyncio.CancelledError:
        return


def _load(file: Path | None) -> Settings:
    try:
        return load(file)
    except ValidationError as error:
        typer.echo(f"switchroom: the settings are not valid: {error}", err=True)
        raise typer.Exit(1) from error
