"""Calls that are answered: who hears whom, what is recorded, and what follows the talk."""

import pytest

from tests.real.ears import hears_in_order, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]


async def test_caller_and_agent_hear_each_other_and_each_is_on_his_own_track(centre: OpenCentre) -> None:
    async with at_work(centre, "8011", talks(centre, 440, 2.0)) as agent, calling(centre, "4100") as caller:
        await caller.phone.press("1")
        await caller.until_hung_up()
        by_caller, by_agent = await caller.heard(), await agent.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)

    assert (record.outcome, record.agent) == ("answered", "8011")
    assert seconds_of(by_caller, 440) > 1
    assert seconds_of(by_agent, 1000) > 1
    assert seconds_of(left, 1000) > 1
    assert seconds_of(left, 440) < 0.1
    assert seconds_of(right, 440) > 1
    assert seconds_of(right, 1000) < 0.1
    assert hears_in_order(by_caller, centre.sound_of("to_north", "zh"), centre.sound_of("solved", "zh"))
