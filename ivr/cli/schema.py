"""``switchroom schema``: the JSON Schema by which editors help to write dialplans."""

from pathlib import Path
from typing import Annotated

import typer

from ivr.dialplan.schema import KINDS, schema_text

Kind = Annotated[str, typer.Argument(help="dialplan or centre.")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="The file to write; the terminal if not given.")
]


def schema(kind: Kind = "dialplan", out: Out = None) -> None:
    """Print the JSON Schema of dialplans, or of centre.yaml (# yaml-language-server: $schema=…)."""
    if kind not in KINDS:
        raise typer.BadParameter(f"{kind}: there are {', '.join(KINDS)}")
    if out is None:
        typer.echo(schema_text(kind), nl=False)
    else:
        out.write_text(schema_text(kind), encoding="utf-8")
