"""``switchroom test --real``: the callers of the dialplans call over SIP, on an Asterisk of their own."""

import asyncio
from pathlib import Path

import typer

from ivr.asterisk.installing import InstallationError, install
from ivr.cli.own_settings import refuse
from ivr.demo.for_real import call_for_real, why_not
from ivr.demo.stage import CHECKOUT, Place, StageError, open_stage
from ivr.dialplan.edition import Edition
from ivr.rehearsal.part import Part, written_parts
from ivr.rehearsal.report import Report
from ivr.rehearsal.room import Room
from ivr.rehearsal.verdict import Verdict
from ivr.server.logs import configure

_FOLDER = CHECKOUT / "build" / "callers"
_ROOT = CHECKOUT / "build" / "asterisk"
_PLACE = Place(name="callers", first_port=24000, first_rtp_port=34000)


def rehearse_for_real(edition: Edition, room: Room, folder: Path, language: str) -> Report:
    """What becomes of those callers who can call for real; the others are told, with the reason."""
    parts = []
    for part in written_parts(edition, room):
        reason = why_not(part)
        if reason is None:
            parts.append(part)
        else:
            _say(f"– {part.name.in_language(language)}: {reason.in_language(language)}")
    configure("warning")
    try:
        install(_ROOT, _say)
        verdicts = asyncio.run(_called(parts, folder.resolve(), language))
    except (InstallationError, StageError) as error:
        refuse(str(error))
    return Report(version=edition.version, written=verdicts)


async def _called(parts: list[Part], folder: Path, language: str) -> tuple[Verdict, ...]:
    verdicts = []
    async with open_stage(_FOLDER, _ROOT, folder, lan=False, place=_PLACE) as stage:
        async for verdict in call_for_real(parts, stage):
            _say(f"{'✓' if verdict.passed else '✗'} {verdict.name.in_language(language)}")
            verdicts.append(verdict)
    return tuple(verdicts)


def _say(line: str) -> None:
    typer.echo(line, err=True)
