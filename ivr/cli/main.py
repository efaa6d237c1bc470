"""The ``switchroom`` command: gathers the sub-commands."""

import typer

app = typer.Typer(name="switchroom", help="A call-centre server for Asterisk.", no_args_is_help=True)


def run() -> None:
    """Run the command line."""
    app()
