"""``switchroom doctor``: looks at everything that a call needs."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from ivr.asterisk.credentials import SecretsError
from ivr.asterisk.instance import InstanceError
from ivr.asterisk.rendering import RenderingError
from ivr.server.doctor import Finding, examine
from ivr.server.settings import load

File = Annotated[
    Path | None, typer.Option("--settings", help="The settings file; switchroom.yaml if not given.")
]


def doctor(settings: File = None) -> None:
    """Look at everything a call needs, and say what to do about each thing that is wrong."""
    try:
        findings = asyncio.run(examine(load(settings)))
    except (ValidationError, InstanceError, RenderingError, SecretsError) as error:
        typer.echo(f"switchroom: {error}", err=True)
        raise typer.Exit(1) from error
    for finding in findings:
        typer.echo(line(finding))
    wrong = sum(not finding.ok for finding in findings)
    typer.echo("All is well." if not wrong else f"To mend: {wrong} of {len(findings)}.")
    if wrong:
        raise typer.Exit(1)


def line(finding: Finding) -> str:
    """A finding as it is shown; the remedy stands below what is wrong."""
    if finding.ok:
        return f"  ok    {finding.name}: {finding.what}"
    return f"  WRONG {finding.name}: {finding.what}\n        → {finding.remedy}"
