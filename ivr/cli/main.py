"""The ``switchroom`` command: gathers the sub-commands."""

import typer

from ivr.cli import asterisk, call, check, demo, phone, prompts, serve
from ivr.cli.typed_order import InTypedOrder

app = typer.Typer(
    name="switchroom",
    help="A call-centre server for Asterisk.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(asterisk.app)
app.add_typer(prompts.app)
app.command()(serve.serve)
app.command(hidden=True)(serve.worker)
app.command()(check.check)
app.command()(demo.demo)
app.command(cls=InTypedOrder)(call.call)
app.command(cls=InTypedOrder)(phone.phone)


def run() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    run()
