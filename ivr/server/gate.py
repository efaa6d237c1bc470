"""The gate: an edition goes through it only if simulated callers fare in it as they should."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Problem
from ivr.rehearsal.report import rehearse_all
from ivr.rehearsal.room import Room
from ivr.rehearsal.verdict import Verdict
from ivr.voice.lengths import Lengths
from ivr.voice.library import PromptLibrary


def room_of(edition: Edition, library: PromptLibrary) -> Room:
    """Where the edition's callers rehearse: its zone, and its prompts as long as their sounds."""
    return Room(seconds=Lengths(library).seconds, zone=ZoneInfo(edition.centre.zone))


def rehearsed(edition: Edition, library: PromptLibrary) -> Sequence[Verdict]:
    """The callers, written and made up, with whom something goes wrong; takes seconds."""
    return rehearse_all(edition, room_of(edition, library)).failures


def problem_of(verdict: Verdict) -> Problem:
    """A caller's failure as a problem of the dialplan in which he called."""
    name, faults = verdict.name, verdict.faults
    return Problem(
        file=f"{verdict.dialplan}.yaml",
        line=1,
        column=1,
        what=Message(
            f"模拟来电者“{name.zh}”：{'；'.join(fault.zh for fault in faults)}",
            f"the simulated caller “{name.en}”: {'; '.join(fault.en for fault in faults)}",
        ),
        remedy=Message("switchroom test 显示全过程", "switchroom test shows the whole call"),
    )
