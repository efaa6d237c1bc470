"""The ``switchroom`` command: gathers the sub-commands."""

from importlib.util import find_spec

import typer

from ivr.cli import (
    agent,
    asterisk,
    attach,
    audit,
    bans,
    check,
    customers,
    doctor,
    importing,
    prompts,
    rehearse,
    replay,
    serve,
    simulate,
    staff,
    token,
    why,
)
from ivr.cli.version_commands import add_to

app = typer.Typer(
    name="switchroom",
    help="A call-centre server for Asterisk.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(agent.app)
app.add_typer(asterisk.app)
app.add_typer(bans.app)
app.add_typer(customers.app)
app.add_typer(importing.app)
app.add_typer(prompts.app)
app.add_typer(token.app)
app.command()(serve.serve)
app.command()(check.check)
app.command("test")(rehearse.rehearse)
app.command()(doctor.doctor)
app.command()(simulate.simulate)
app.command()(staff.staff)
app.command()(why.why)
app.command()(audit.audit)
app.command()(replay.replay)
app.command()(attach.attach)
app.command()(attach.detach)
add_to(app)

# Telephones of ours, and whatever needs them, come with the extra `phones`; a server does without.
if find_spec("numpy") and find_spec("soundfile"):
    from ivr.cli import bench, call, demo, phone
    from ivr.cli.typed_order import InTypedOrder

    app.command()(demo.demo)
    app.command()(bench.bench)
    app.command(cls=InTypedOrder)(call.call)
    app.command(cls=InTypedOrder)(phone.phone)


def run() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    run()
