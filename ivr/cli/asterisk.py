"""``switchroom asterisk``: install, start, stop, look at and configure the Asterisk that takes the calls."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from ivr.asterisk.installing import InstallationError, find, find_on_path
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
from ivr.asterisk.rendering import RenderingError, differences
from ivr.asterisk.rendering import render as render_files
from ivr.asterisk.running import StartError, command, pid_of
from ivr.asterisk.running import start as start_asterisk
from ivr.asterisk.running import stop as stop_asterisk

CHECKOUT = Path(__file__).parents[2]

app = typer.Typer(name="asterisk", help="The Asterisk that takes the calls.", no_args_is_help=True)

Root = Annotated[
    Path,
    typer.Option(
        envvar="SWITCHROOM_ASTERISK__ROOT", help="Where an Asterisk of our own is, or will be, installed."
    ),
]
Name = Annotated[str, typer.Option(help="Which instance; its name begins the id of each of its calls.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        envvar="SWITCHROOM_ASTERISK__FOLDER", help="The instance's folder; build/instances/NAME if not given."
    ),
]
Lan = Annotated[bool, typer.Option(help="Let telephones in from other machines, not from this one alone.")]

DEFAULT_ROOT = CHECKOUT / "build" / "asterisk"


@app.command()
def install(root: Root = DEFAULT_ROOT) -> None:
    """Find an Asterisk that is new enough, or install one into a folder of its own."""
    try:
        install_asterisk(root.resolve(), typer.echo)
    except InstallationError as error:
        raise _refusal(error) from error


@app.command()
def start(name: Name = "main", root: Root = DEFAULT_ROOT, folder: Folder = None, lan: Lan = False) -> None:
    """Write an instance's configuration and start its Asterisk."""
    try:
        instance = prepare(spec_of(name, root, folder, lan=lan))
        running = asyncio.run(start_asterisk(instance))
    except (InstanceError, RenderingError, StartError) as error:
        raise _refusal(error) from error
    ports = instance.ports
    typer.echo(f"Asterisk {instance.installation.version} runs as process {running.pid}.")
    typer.echo(
        f"Telephones register with {instance.sip_address}; ARI is on {ports.http}, AMI on {ports.ami}."
    )


@app.command()
def stop(name: Name = "main", root: Root = DEFAULT_ROOT, folder: Folder = None) -> None:
    """Stop an instance's Asterisk; its calls end."""
    instance = _known(name, root, folder)
    if pid_of(instance) is None:
        typer.echo(f"Asterisk instance {name!r} does not run.")
        return
    asyncio.run(stop_asterisk(instance))
    typer.echo(f"Asterisk instance {name!r} is stopped.")


@app.command()
def status(name: Name = "main", root: Root = DEFAULT_ROOT, folder: Folder = None) -> None:
    """Say whether an instance's Asterisk runs, and what it is doing.  Exits 1 when it does not run."""
    instance = _known(name, root, folder)
    pid = pid_of(instance)
    if pid is None:
        typer.echo(
            f"Asterisk instance {name!r} does not run.  Start it: switchroom asterisk start --name {name}"
        )
        raise typer.Exit(1)
    typer.echo(f"Asterisk {instance.installation.version} runs as process {pid} in {instance.folder}.")
    typer.echo(f"SIP {instance.sip_address}, ARI {instance.ports.http}, AMI {instance.ports.ami}.")
    typer.echo(asyncio.run(command(instance, "core show channels count")).strip())
    if not music_classes(instance.folder / "moh/default")["default"]:
        typer.echo(
            f"There is no music: whoever waits hears nothing. Put WAV files into {instance.spec.music}."
        )


@app.command()
def render(
    name: Name = "main",
    root: Root = DEFAULT_ROOT,
    folder: Folder = None,
    lan: Lan = False,
    diff: Annotated[bool, typer.Option(help="Only show what would change.")] = False,
) -> None:
    """Write an instance's configuration, for Asterisk to read at its next start or reload."""
    spec = spec_of(name, root, folder, lan=lan)
    try:
        if not diff:
            typer.echo(f"Written: {prepare(spec).folder / 'etc'}")
            return
        instance = resolve(spec)
        rendered = render_files(plan_of(instance, tuple(music_classes(spec.music))), spec.templates)
    except (InstanceError, RenderingError) as error:
        raise _refusal(error) from error
    typer.echo(differences(rendered, instance.folder / "etc") or "Nothing would change.")


def spec_of(name: str, root: Path, folder: Path | None, *, lan: bool) -> InstanceSpec:
    """The instance that the command line speaks of; the machine's own Asterisk is taken when it will do."""
    return InstanceSpec(
        name=name,
        folder=(folder or CHECKOUT / "build" / "instances" / name).resolve(),
        root=None if find_on_path() else root.resolve(),
        lan=lan,
    )


def _known(name: str, root: Path, folder: Path | None) -> Instance:
    if find(root.resolve()) is None:
        typer.echo("Asterisk is not installed.  Run: switchroom asterisk install", err=True)
        raise typer.Exit(1)
    try:
        return resolve(spec_of(name, root, folder, lan=False))
    except InstanceError as error:
        raise _refusal(error) from error


def _refusal(error: Exception) -> typer.Exit:
    typer.echo(str(error), err=True)
    return typer.Exit(1)
