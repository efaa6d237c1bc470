"""``switchroom agent``: what an administrator gives an agent that stands in no file he edits."""

from pathlib import Path
from typing import Annotated

import typer

from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.server.editions import DialplanError
from ivr.server.house import PINS_FILE
from ivr.server.serving import read_centre
from ivr.storage.pins import PinBook, PinsUnreadableError, new_pin

app = typer.Typer(name="agent", help="The agents' PINs.", no_args_is_help=True)


@app.command()
def pin(
    extension: Annotated[str, typer.Argument(help="The agent's extension.")],
    generate: Annotated[bool, typer.Option(help="Make a PIN of six digits and print it, this once.")] = False,
    clear: Annotated[bool, typer.Option(help="Take the agent's PIN away.")] = False,
    settings: File = None,
) -> None:
    """Set the PIN that an agent is asked for when he signs in or out.  It applies at once."""
    book = _book(extension, settings)
    try:
        if clear:
            typer.echo("The PIN is gone." if book.clear(extension) else "There was no PIN.")
            return
        chosen = new_pin() if generate else _typed()
        book.set(extension, chosen)
    except (PinsUnreadableError, ValueError, OSError) as error:
        refuse(str(error))
    if generate:
        typer.echo(chosen)


@app.callback()
def agent() -> None:
    """The agents' PINs."""


def _typed() -> str:
    return str(typer.prompt("PIN", hide_input=True, confirmation_prompt=True))


def _book(extension: str, file: Path | None) -> PinBook:
    settings = settings_with_state(file)
    try:
        agents = read_centre(settings).agents
    except (DialplanError, OSError) as error:
        refuse(str(error))
    if extension not in agents:
        refuse(f"there is no agent {extension}; centre.yaml has {', '.join(sorted(agents))}")
    return PinBook(settings.state / PINS_FILE)
