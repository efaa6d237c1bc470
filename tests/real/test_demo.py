"""The demonstration goes as it says: the command of the README, on a real Asterisk."""

import json
import os
from pathlib import Path

import pytest

from ivr.demo.performance import perform

ROOT = Path(os.environ.get("SWITCHROOM_ASTERISK__ROOT", "build/asterisk")).resolve()


@pytest.mark.timeout(180)
async def test_every_contact_of_the_demonstration_goes_as_its_dialplan_says(tmp_path: Path) -> None:
    said: list[str] = []
    report = await perform(tmp_path, ROOT, said.append)
    assert [contact.faults for contact in report.contacts] == [()] * 5, "\n".join(said)
    assert report.ok
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert set(written) == {"contacts", "asterisk", "seconds", "ok"}
    answered = [contact for contact in written["contacts"] if contact["outcome"] == "answered"]
    assert [contact["survey"] for contact in answered] == [
        {"csat": "5", "solved": "yes"},
        {"csat": "4", "solved": "no"},
        {"csat": "3"},
    ]
    for contact in answered:
        recording = contact["recording"]
        assert recording["caller_rms"] > 0.05
        assert recording["agent_rms"] > 0.05
        assert abs(recording["seconds"] - contact["talk_seconds"]) < 0.5
