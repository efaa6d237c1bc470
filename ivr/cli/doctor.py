"""``switchroom doctor``: looks at everything that a call needs."""

import asyncio

import typer

from ivr.asterisk.checking import RenderingError
from ivr.asterisk.credentials import SecretsError
from ivr.asterisk.instance import InstanceError
from ivr.cli.attach import attached_doctor
from ivr.cli.own_settings import File, settings_with_state
from ivr.server.doctor import Finding, examine


def doctor(settings: File = None) -> None:
    """Look at everything a call needs, and say what to do about each thing that is wrong."""
    known = settings_with_state(settings)
    if known.asterisk.attached is not None:
        attached_doctor(known)
        return
    try:
        findings = asyncio.run(examine(known))
    except (InstanceError, RenderingError, SecretsError) as error:
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
