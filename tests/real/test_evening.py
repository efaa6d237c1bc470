"""An evening: many contacts at a time that hold, send on, consult, call again and hang up."""

import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ivr.demo.stage import Place
from tests.real.evening_callers import evening
from tests.real.evening_judging import Judge
from tests.real.evening_notes import Living
from tests.real.evening_plan import Plan, plan
from tests.real.leaks import grown, nothing_left, open_files
from tests.real.open_centre import OpenCentre, open_centre

pytestmark = [pytest.mark.asyncio(loop_scope="session")]

_A_SECOND = 5.0
_POOLED = 8
"""So many threads do the server's pools have at most, which were empty at first."""


@pytest_asyncio.fixture(loop_scope="session")
async def evenings(tmp_path: Path) -> AsyncIterator[OpenCentre]:
    """A centre of its own: that of the other tests has too few agents."""
    place = Place(name="evening", first_port=27500, first_rtp_port=41000)
    async with open_centre(tmp_path, Path(__file__).parent / "evening", place) as opened:
        yield opened


@pytest.fixture
def planned(pytestconfig: pytest.Config) -> Plan:
    """The evening that the command line asks for."""
    seed = pytestconfig.getoption("--seed") or time.time_ns() % 100_000
    return plan(pytestconfig.getoption("--contacts"), seed, _A_SECOND)


@pytest.mark.timeout(300)
async def test_every_contact_of_an_evening_has_its_talks_answers_and_recording_and_nothing_is_left(
    evenings: OpenCentre, planned: Plan
) -> None:
    before = open_files(evenings)
    began, spent = time.monotonic(), time.process_time()
    lives = await evening(evenings, planned)
    took, spent = time.monotonic() - began, time.process_time() - spent
    print(f"{len(lives)} contacts in {took:.1f} s, of which the telephones computed {spent:.1f} s")
    await nothing_left(evenings)
    more = grown(before + Counter({"server threads": _POOLED}), open_files(evenings))
    judge = Judge(evenings, lives)
    wrong = await judge.wrong()
    for what, off in judge.off.items():
        print(f"{what}: {len(off)} talks, off by {min(off):+.3f} to {max(off):+.3f} s")

    assert not wrong, f"seed {planned.seed}:\n" + "\n".join(wrong)
    assert not more, more
    assert await _notices_what_is_wrong(judge, lives, evenings.stage.settings.archive)


async def _notices_what_is_wrong(judge: Judge, lives: tuple[Living, ...], archive: Path) -> bool:
    """Whether two recordings that change places are noticed, and a talk that is missing."""
    one, other, third = [living for living in lives if living.story.talks()][:3]
    files = [archive / (await judge.recording(living)).file for living in (one, other)]
    for source, target in (
        (files[0], archive / "aside"),
        (files[1], files[0]),
        (archive / "aside", files[1]),
    ):
        source.rename(target)
    third.spoke.pop()
    return all([await judge.contact(living) for living in (one, other, third)])
