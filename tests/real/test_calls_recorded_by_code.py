"""What is recorded when the queue says on demand or never, and when the agent starts and pauses it."""

import asyncio

import pytest

from ivr.calls.spoken import sentence
from ivr.phones.answering import Answers
from ivr.phones.listening import Samples, loud_share
from ivr.phones.orders import Press
from ivr.phones.steps import Wait
from tests.real.ears import RATE, between, hears, hears_whole, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

AGENT, CALLER = 620.0, 1000.0


async def test_a_recording_begins_and_pauses_by_code_and_is_not_made_where_none_is_wanted(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(_on_demand(centre), _never(centre))


async def _on_demand(centre: OpenCentre) -> None:
    """Silence until the code, then both, silence in the pause, then both again; both tracks in step."""
    steps = (
        Wait(2.0),
        Press(digits="*27"),
        Wait(4.0),
        Press(digits="*28"),
        Wait(4.0),
        Press(digits="*28"),
        Wait(4.0),
    )
    agent_does = Answers(after=0.2, talks=0.0, say=str(centre.voice(AGENT)), steps=steps)
    async with at_work(centre, "8101", agent_does) as agent, calling(centre, "4191") as caller:
        await caller.until_hung_up()
        by_agent = await agent.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)

    on, off = (centre.sound(sentence(name, "zh")) for name in ("recording_on", "recording_off"))
    assert hears_whole(between(by_agent, 1.0, 6.0), on)
    assert hears_whole(between(by_agent, 5.5, 10.5), off)
    assert hears_whole(between(by_agent, 10.0, 15.0), on)
    assert abs(left.size - right.size) < 0.05 * RATE
    assert abs(left.size / RATE - record.talk_seconds) < 0.5
    assert _silent(between(left, 0.0, 2.0))
    assert _silent(between(right, 0.0, 2.0))
    assert seconds_of(between(left, 3.0, 6.0), CALLER) > 2.5
    assert _silent(between(left, 7.5, 10.0))
    assert _silent(between(right, 7.5, 10.0))
    assert seconds_of(between(left, 11.5, 14.0), CALLER) > 2
    assert seconds_of(between(right, 12.5, 14.0), AGENT) > 0.8


async def _never(centre: OpenCentre) -> None:
    steps = (Wait(1.0), Press(digits="*27"), Wait(2.5))
    agent_does = Answers(after=0.2, talks=0.0, say=str(centre.voice(AGENT)), steps=steps)
    async with at_work(centre, "8102", agent_does) as agent, calling(centre, "4192") as caller:
        await caller.until_hung_up()
        by_agent = await agent.heard()
    record = await centre.record_of(caller.number)

    assert hears(by_agent, centre.sound(sentence("not_possible", "zh")))
    assert (record.outcome, record.agent) == ("answered", "8102")
    assert await centre.store.recording(record.contact) is None


def _silent(samples: Samples) -> bool:
    return loud_share(samples, RATE) < 0.02
