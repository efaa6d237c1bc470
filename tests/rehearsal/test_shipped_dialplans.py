"""The dialplans that ship: their own callers and hard ones, all of whom must be served."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.dialplan.edition import Edition, read_edition
from ivr.rehearsal.report import rehearse_all
from ivr.rehearsal.room import Room
from ivr.rehearsal.transcript import transcript
from ivr.server.calendars import CALENDARS
from ivr.voice.lengths import Lengths
from ivr.voice.library import PromptLibrary

DIALPLANS = Path(__file__).parents[2] / "dialplans"
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("folder", [DIALPLANS, DIALPLANS / "demo"], ids=["example", "demonstration"])
def test_every_caller_of_the_shipped_dialplans_is_served(folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.glob("*.yaml")}
    edition = read_edition(files, None, CALENDARS)
    assert isinstance(edition, Edition)
    room = Room(seconds=Lengths(PromptLibrary(DIALPLANS / "prompts")).seconds, zone=ZONE)

    report = rehearse_all(edition, room)

    assert report.ok, "\n".join(transcript(one, "en", ZONE) for one in report.failures[:3])
    assert report.unreached == ()
    called = {number.dialplan for number in edition.centre.numbers.values()}
    assert folder != DIALPLANS or all(edition.dialplans[name].callers for name in called)
    assert len(report.written) >= 4
