"""Callers of a dialplan on a real Asterisk: they meet what they met on the virtual clock."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.demo.for_real import call_for_real, why_not
from ivr.demo.stage import CHECKOUT, Place, open_stage
from ivr.dialplan.edition import Edition, read_edition
from ivr.rehearsal.part import written_parts
from ivr.rehearsal.rehearse import rehearse
from ivr.rehearsal.room import Room
from ivr.rehearsal.transcript import transcript
from ivr.server.calendars import CALENDARS
from tests.real.open_centre import ROOT

DEMO = CHECKOUT / "dialplans" / "demo"
ZONE = ZoneInfo("Asia/Shanghai")
IN_THE_GATE = 1
"""How many of the callers call here; `switchroom test dialplans/demo --real` lets all of them call."""


@pytest.mark.timeout(300)
async def test_the_callers_of_the_demonstration_meet_the_same_on_a_real_asterisk(
    tmp_path: Path,
) -> None:
    edition = read_edition({path.name: path.read_bytes() for path in DEMO.glob("*.yaml")}, None, CALENDARS)
    assert isinstance(edition, Edition)
    room = Room(zone=ZONE)
    parts = [part for part in written_parts(edition, room) if why_not(part) is None]
    assert len(parts) >= 3

    place = Place(name="callers", first_port=24000, first_rtp_port=34000)
    async with open_stage(tmp_path, ROOT, DEMO, lan=False, place=place) as stage:
        real = [verdict async for verdict in call_for_real(parts[:IN_THE_GATE], stage)]

    virtual = list(rehearse(parts[:IN_THE_GATE], room))
    assert all(verdict.passed for verdict in real), "\n".join(transcript(one, "en", ZONE) for one in real)
    assert [verdict.outcome for verdict in real] == [verdict.outcome for verdict in virtual]
