"""Calls whose agent is introduced by his number, before the talk."""

from pathlib import Path

import pytest

from ivr.dialplan.centre.introductions import introduction
from ivr.phones import happenings as h
from ivr.phones.listening import read_wav
from ivr.phones.steps import Wait, take
from tests.real.ears import between, dead_air, hears, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]


async def test_both_hear_the_agents_number_before_they_hear_each_other_also_after_he_hung_up_in_it(
    centre: OpenCentre,
) -> None:
    flees, stays = talks(centre, 440, 0.3), talks(centre, 440, 5.0)
    async with at_work(centre, "8003", flees, stays) as agent, calling(centre, "4195") as caller:
        await agent.until(h.Ended)
        await centre.until_phase(caller.number, "ringing")
        answered = await agent.until(h.Answered, 2)
        await centre.until_phase(caller.number, "talking")
        await take(caller.phone, (Wait(1.6),))
        await caller.hang_up()
        heard, second = await caller.heard(), await agent.until(h.Recorded, 2)
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)
    said, met = centre.sound(introduction("8003", "zh")), answered.at - caller.began_to_hear()
    by_agent = read_wav(Path(second.path))[0]

    assert (record.outcome, record.agent, record.queue) == ("answered", "8003", "named")
    assert hears(between(heard, met, met + 3), said)
    assert hears(by_agent, said)
    assert dead_air(heard) < 2
    # Until the talk began neither heard the other, and nothing of it is in the recording.
    assert seconds_of(between(heard, 0, met + 1.9), 440) < 0.1
    assert seconds_of(between(by_agent, 0, 1.9), 1000) < 0.1
    assert seconds_of(between(heard, met + 1.9, met + 6), 440) > 0.5
    assert seconds_of(by_agent, 1000) > 0.8
    assert seconds_of(left, 1000) > 0.8
    assert seconds_of(right, 440) > 0.8
    assert not hears(right, said)
    assert record.talk_seconds < 3
