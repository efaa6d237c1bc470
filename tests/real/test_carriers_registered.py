"""A carrier at which we register: its calls and ours, in every codec, and both tracks of each."""

from pathlib import Path

import pytest

from ivr.asterisk.running import command
from ivr.phones import happenings as h
from ivr.phones.steps import Wait, take
from tests.real.ears import RATE, seconds_of
from tests.real.open_centre import OpenCentre, eventually
from tests.real.people import at_work, calling, talks
from tests.real.provider import Provider, provider, trunk_to

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

ONWARD = """start: out
nodes:
  out: {type: transfer, number: "10086", trunk: provider, failure: bye}
  bye: {type: hang_up, prompt: {zh: 感谢您的来电，再见。, en: Thank you for calling. Goodbye.}}
"""
PAIRS = (("opus", "g722"), ("opus", "pcma"))


async def test_a_trunk_registers_takes_calls_in_every_codec_and_makes_them(
    centre: OpenCentre, tmp_path: Path
) -> None:
    async with provider(tmp_path / "provider") as carrier, trunk_to(centre, carrier, ONWARD):
        await carrier.until_registered()
        for number, (theirs, ours) in enumerate(PAIRS):
            await _is_answered_and_recorded(centre, carrier, f"{number}00", theirs, ours)
        await carrier.offer("alaw")
        await _calls_out(centre, carrier)


async def _is_answered_and_recorded(
    centre: OpenCentre, carrier: Provider, note: str, theirs: str, ours: str
) -> None:
    await carrier.offer(theirs)
    async with at_work(centre, "8031", talks(centre, 440, 1.5), codecs=(ours,)) as agent:
        await carrier.call(note)
        media = await agent.until(h.MediaActive)
        (live,) = await centre.store.live()
        await agent.until(h.Ended)
        by_agent = await agent.heard()
        await command(carrier.instance, "channel request hangup all")
    record = await centre.record(live.contact)
    left, right = await centre.tracks_of(record)

    pair = (theirs, ours)
    assert (record.outcome, record.dialled, record.agent) == ("answered", "4130", "8031"), pair
    assert media.codec == ours, pair
    assert seconds_of(by_agent, 1000) > 0.9, pair
    assert seconds_of(carrier.heard(note), 440) > 0.9, pair
    assert seconds_of(left, 1000) > 0.9, pair
    assert seconds_of(right, 440) > 0.9, pair
    assert max(seconds_of(left, 440), seconds_of(right, 1000)) < 0.1, pair
    assert abs(left.size / RATE - record.talk_seconds) < 0.5, pair


async def _calls_out(centre: OpenCentre, carrier: Provider) -> None:
    async with calling(centre, "4199") as caller:
        await centre.until_phase(f"+86{caller.number}", "connected")
        await take(caller.phone, (Wait(1.5),))
        await caller.hang_up()
        by_caller = await caller.heard()
    assert seconds_of(by_caller, 620) > 1.0

    async def look() -> bool | None:
        return True if seconds_of(carrier.heard("10086"), 1000) > 1.0 else None

    await eventually("the caller's voice at the carrier's", look)
