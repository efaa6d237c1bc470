"""Numbers outside the house that agents reach for a caller: as far as they are allowed, and no further."""

import asyncio

import pytest

from ivr.phones import happenings as h
from ivr.phones.answering import Answers, Tally, run_agent_phone
from ivr.phones.orders import PhoneSpec, Transfer
from ivr.phones.phone import Phone
from ivr.phones.steps import Wait
from tests.real.ears import dead_air, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

AGENT, BEYOND, CALLER = 620.0, 440.0, 1000.0
NUMBER = "13912345678"


async def test_a_caller_is_sent_outside_and_asked_afterwards_until_the_hour_is_full(
    centre: OpenCentre,
) -> None:
    """Two go out; the third would be beyond what an agent may have called, and comes back to him."""
    sends = Answers(
        after=0.2,
        talks=6.0,
        say=str(centre.voice(AGENT)),
        steps=(Wait(1.0), Transfer(target=NUMBER)),
    )
    answers = Answers(after=0.3, talks=1.5, say=str(centre.voice(BEYOND)))
    stays = Answers(after=0.2, talks=1.0, say=str(centre.voice(AGENT)))
    spec = PhoneSpec(
        user=NUMBER,
        address="127.99.0.20",
        port=5060,
        codecs=("pcma",),
        heard=str(centre.folder / "heard" / f"beyond-{centre.new_number()}.wav"),
    )
    async with Phone(spec) as outside, at_work(centre, "8031", sends, sends, sends, stays) as agent:
        tally = Tally()
        serving = asyncio.create_task(run_agent_phone(outside, (answers,), tally))
        try:
            for _ in range(2):
                async with calling(centre, "4130") as caller:
                    await centre.until_phase(caller.number, "surveying")
                    await caller.hang_up()
                    by_caller = await caller.heard()
                record = await centre.record_of(caller.number)
                left, right = await centre.tracks_of(record)

                assert (record.outcome, record.agent, record.queue) == ("answered", "8031", "east")
                assert seconds_of(by_caller, BEYOND) > 0.8
                assert dead_air(by_caller) < 2
                assert seconds_of(left, CALLER) > 1.5
                assert seconds_of(right, AGENT) > 0.5
                assert seconds_of(right, BEYOND) > 0.8
            async with calling(centre, "4130") as caller:
                await agent.until(h.Answered, 4)
                await centre.until_phase(caller.number, "surveying")
                await caller.hang_up()
        finally:
            serving.cancel()

    assert tally.answered == 2
    assert agent.tally.transferred == 3
