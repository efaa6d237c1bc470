"""``switchroom asterisk``: install, start, stop, look at and configure the Asterisk that takes the calls."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ivr.asterisk.checking import RenderingError
from ivr.asterisk.credentials import SecretsError
from ivr.asterisk.installing import InstallationError
from ivr.asterisk.installing import install as install_asterisk
from ivr.asterisk.instance import (
    Instance,
    InstanceError,
    InstanceSpec,
    music_classes,
    plan_of,
    prepare,
    resolve,
)
from ivr.asterisk.rendering import differences
from ivr.asterisk.rendering import render as render_files
from ivr.asterisk.running import StartError, command, pid_of
from ivr.asterisk.running import start as start_asterisk
from ivr.asterisk.running import stop as stop_asterisk
from ivr.cli.own_settings import File, refuse, settings_of, settings_with_state
from ivr.server.editions import DialplanError
from ivr.server.place import spec_of
from ivr.server.serving import read_centre

app = typer.Typer(name="asterisk", help="The Asterisk that takes the calls.", no_args_is_help=True)

Root = Annotated[
    Path | None, typer.Option(help="The folder to install into; the settings' asterisk.root if not given.")
]
Diff = Annotated[bool, typer.Option("--diff", help="Only show what would change.")]

_DEFAULT_ROOT = Path("build/asterisk")


@app.command()
def install(settings: File = None, root: Root = None) -> None:
    """Find an Asterisk that is new enough, or install one into a folder of its own."""
    with _refusals(), _as_root():
        folder = root or settings_of(settings).asterisk.root or _DEFAULT_ROOT
        install_asterisk(folder.absolute(), typer.echo)


@app.command()
def start(settings: File = None) -> None:
    """Write the configuration and start Asterisk, without the server: callers wait in the fallback."""
    with _refusals():
        instance = prepare(_spec(settings))
        running = asyncio.run(start_asterisk(instance))
    typer.echo(f"Asterisk {instance.installation.version} runs as process {running.pid}.")
    typer.echo(_addresses(instance))


@app.command()
def stop(settings: File = None) -> None:
    """Stop Asterisk; its calls end."""
    with _refusals():
        instance = resolve(_spec(settings))
    if pid_of(instance) is None:
        typer.echo("Asterisk does not run.")
        return
    asyncio.run(stop_asterisk(instance))
    typer.echo("Asterisk is stopped.")


@app.command()
def status(settings: File = None) -> None:
    """Say whether Asterisk runs, what it does and which trunks are registered; 1 when it does not run."""
    with _refusals():
        instance = resolve(_spec(settings))
    pid = pid_of(instance)
    if pid is None:
        typer.echo(
            "Asterisk does not run.  Start it: switchroom serve (or, alone: switchroom asterisk start)"
        )
        raise typer.Exit(1)
    typer.echo(f"Asterisk {instance.installation.version} runs as process {pid} in {instance.folder}.")
    typer.echo(_addresses(instance))
    with _refusals():
        typer.echo(asyncio.run(command(instance, "core show channels count")).strip())
        if any(trunk.kind == "registration" for trunk in instance.spec.trunks):
            typer.echo(asyncio.run(command(instance, "pjsip show registrations")).strip())
    if not any(music_classes(instance.folder / "moh").values()):
        typer.echo(
            f"There is no music: whoever waits hears nothing. Put WAV files into {instance.spec.music}."
        )


@app.command()
def render(settings: File = None, diff: Diff = False) -> None:
    """Write the configuration, for Asterisk to read at its next start or reload."""
    with _refusals():
        spec = _spec(settings)
        if not diff:
            typer.echo(f"Written: {prepare(spec).folder / 'etc'}")
            return
        rendered = render_files(plan_of(resolve(spec), tuple(music_classes(spec.music))), spec.templates)
    typer.echo(differences(rendered, spec.folder / "etc") or "Nothing would change.")


def _spec(settings: Path | None) -> InstanceSpec:
    known = settings_with_state(settings)
    if known.asterisk.attached is not None:
        refuse(
            "the centre stands on an Asterisk that is not its own (asterisk.attached); see switchroom attach"
        )
    return spec_of(known, read_centre(known))


def _addresses(instance: Instance) -> str:
    ports = instance.ports
    return (
        f"Telephones register with {instance.sip_address}; ARI is on port {ports.http}, AMI on {ports.ami}."
    )


@contextmanager
def _as_root() -> Iterator[None]:
    """A package is unpacked by root: who is not needs sudo, which may not be there."""
    try:
        yield
    except (FileNotFoundError, PermissionError) as error:
        refuse(f"{error.filename}: {error.strerror}. Asterisk is installed by root, or with sudo")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (
        ConnectionError,
        DialplanError,
        InstallationError,
        InstanceError,
        RenderingError,
        SecretsError,
        StartError,
    ) as error:
        typer.echo(f"switchroom: {error}", err=True)
        raise typer.Exit(1) from error
