"""The centre on this machine: where telephones of ours register, and with which password."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from ivr.asterisk.instance import InstanceError, resolve
from ivr.asterisk.running import pid_of
from ivr.cli.own_settings import refuse, settings_with_state
from ivr.server.editions import DialplanError
from ivr.server.place import spec_of
from ivr.server.serving import read_centre

CALLERS = "carrier"
"""The user as whom test callers come in, from any number."""

Centre = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        help="The settings file of the centre to call; switchroom.yaml if not given.",
        rich_help_panel="Connection",
    ),
]


class Line(msgspec.Struct, frozen=True):
    """Where a telephone registers (``HOST:PORT``), and its password."""

    server: str
    password: str


def line_for(user: str, file: Path | None) -> Line:
    """The line of a user at the centre with this settings file; ends the command if there is none."""
    settings = settings_with_state(file)
    try:
        instance = resolve(spec_of(settings, read_centre(settings)))
    except (DialplanError, InstanceError, ValueError) as error:
        refuse(f"the centre of this machine cannot be found: {error}")
    if pid_of(instance) is None:
        refuse("the centre does not run; start it with switchroom serve, or name another with --settings")
    if user == CALLERS and not settings.asterisk.test_carrier:
        remedy = (
            "set asterisk.test_carrier: true in its settings, or give --server, --user and --password-file"
        )
        raise typer.BadParameter(f"the centre has no line for test callers: {remedy}")
    if user == CALLERS:
        return Line(instance.sip_address, instance.secrets.carrier)
    if user not in instance.secrets.agents:
        known = ", ".join(sorted(instance.secrets.agents))
        raise typer.BadParameter(f"the centre has no agent {user}; it has {known}")
    return Line(instance.sip_address, instance.secrets.agents[user])
