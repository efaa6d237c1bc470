"""``switchroom serve``: the centre, with its guardian."""

import typer
import uvloop

from ivr.asterisk.checking import RenderingError
from ivr.asterisk.instance import InstanceError
from ivr.asterisk.running import StartError
from ivr.cli.own_settings import File, settings_with_state
from ivr.server.editions import DialplanError
from ivr.server.logs import configure
from ivr.server.serving import guard


def serve(settings: File = None) -> None:
    """Run the centre: Asterisk, and the server under its guardian, until Ctrl-C."""
    configure()
    arguments = () if settings is None else ("--settings", str(settings.absolute()))
    try:
        uvloop.run(guard(settings_with_state(settings), arguments))
    except (DialplanError, InstanceError, RenderingError, StartError) as error:
        typer.echo(f"switchroom: {error}", err=True)
        raise typer.Exit(1) from error
