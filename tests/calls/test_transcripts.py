"""Every transcript in tests/transcripts is what the code does, line by line.

``SWITCHROOM_REWRITE_TRANSCRIPTS=1 pytest tests/calls/test_transcripts.py`` writes them anew; read what
has changed before you keep it.
"""

import os
from pathlib import Path

import pytest

from ivr.dialplan.edition import Edition
from tests.calls.transcript import FOLDER, edition, rewritten

TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))


@pytest.fixture(scope="module")
def plan() -> Edition:
    return edition()


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_call_goes_as_the_transcript_says(path: Path, plan: Edition) -> None:
    written = path.read_text(encoding="utf-8")
    now = rewritten(written, plan)
    if os.environ.get("SWITCHROOM_REWRITE_TRANSCRIPTS"):
        path.write_text(now, encoding="utf-8")
    assert now.splitlines() == path.read_text(encoding="utf-8").splitlines()


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 25
