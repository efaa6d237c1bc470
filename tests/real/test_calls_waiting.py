"""Calls that wait: who is rung and who is not, who is next, and callers who give up."""

import asyncio

import pytest

from ivr.phones import happenings as h
from ivr.phones.answering import NeverAnswers, Refuses
from tests.real.ears import dead_air, hears, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import Worker, at_the_telephone, at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]


async def test_a_caller_may_hang_up_in_the_queue(centre: OpenCentre) -> None:
    async with calling(centre, "4160") as caller:
        shown = await centre.until_phase(caller.number, "waiting")
        await caller.hang_up()
    record = await centre.record_of(caller.number)

    assert record.contact == shown.contact
    assert (record.outcome, record.queue, record.agent) == ("left_in_queue", "resting", "")
    assert await centre.store.recording(record.contact) is None


async def test_an_agents_telephone_stops_ringing_at_once_when_the_caller_hangs_up(centre: OpenCentre) -> None:
    async with at_work(centre, "8041", NeverAnswers()) as agent, calling(centre, "4140") as caller:
        await agent.until(h.Incoming)
        ended = await caller.phone.hang_up()
        stopped = await agent.until(h.Ended)
        await centre.until_agent("8041", "ready")
    record = await centre.record_of(caller.number)

    assert stopped.at - ended.at < 0.5
    assert (record.outcome, record.agent) == ("left_in_queue", "")


async def test_what_the_first_agent_misses_the_second_takes_and_the_caller_is_never_in_dead_air(
    centre: OpenCentre,
) -> None:
    async with (
        at_work(centre, "8021", NeverAnswers()) as first,
        at_work(centre, "8022", talks(centre, 440, 1.5, after=1.0)) as second,
        calling(centre, "4120") as caller,
    ):
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)

    assert (first.tally.missed, second.tally.answered) == (1, 1)
    assert second.times(h.Incoming)[0] >= first.times(h.Ended)[0] - 0.1
    assert second.times(h.Incoming)[0] - first.times(h.Ended)[0] < 0.5
    assert (record.outcome, record.agent) == ("answered", "8022")
    assert record.wait_seconds > 2.5
    assert dead_air(heard) < 2
    assert seconds_of(heard, 440) > 0.8


async def test_a_caller_whom_an_agent_missed_keeps_his_place_in_line(centre: OpenCentre) -> None:
    async with (
        at_work(centre, "8022", NeverAnswers(), talks(centre, 440, 0.3)) as agent,
        calling(centre, "4120") as first,
    ):
        await agent.until(h.Incoming)
        async with calling(centre, "4120") as second:
            await first.until_hung_up()
            await second.until_hung_up()

    assert _callers(agent) == [first.number, first.number, second.number]


@pytest.mark.parametrize("code", [486, 603, 480])
async def test_when_an_agents_telephone_refuses_the_next_agent_is_rung_at_once(
    centre: OpenCentre, code: int
) -> None:
    async with (
        at_work(centre, "8041", Refuses(code), talks(centre, 620)) as first,
        at_work(centre, "8042", talks(centre, 440, 0.3)) as second,
        calling(centre, "4140") as caller,
    ):
        await caller.until_hung_up()
        # An agent who has missed three calls is paused: one that he takes makes him present again.
        async with calling(centre, "4140") as another:
            await first.until(h.Answered)
            await another.hang_up()

    assert first.tally.refused == 1
    assert second.times(h.Incoming)[0] - first.times(h.Ended)[0] < 0.5
    assert (await centre.record_of(caller.number)).agent == "8042"


async def test_an_agent_whose_telephone_is_not_registered_is_not_rung(centre: OpenCentre) -> None:
    async with (
        at_the_telephone(centre, "8031") as away,
        at_work(centre, "8032", talks(centre, 440)) as there,
    ):
        await centre.until_agent("8031", "ready")
        await away.unregister()
        await centre.until_agent("8031", "offline")
        async with calling(centre, "4130") as caller:
            await there.until(h.Answered)
            await caller.hang_up()

    assert not [event for event in away.happened if isinstance(event, h.Incoming)]
    assert (await centre.record_of(caller.number)).agent == "8032"


async def test_an_agent_in_wrap_up_is_not_rung_before_it_ends(centre: OpenCentre) -> None:
    async with (
        at_work(centre, "8061", talks(centre, 440, 0.5)) as agent,
        calling(centre, "4160") as first,
        calling(centre, "4160") as second,
    ):
        await asyncio.gather(first.until_hung_up(), second.until_hung_up())
        first_talk_ended, second_call_came = agent.times(h.Ended)[0], agent.times(h.Incoming)[1]
        await centre.until_agent("8061", "ready")

    assert 2.9 < second_call_came - first_talk_ended < 3.5


async def test_a_caller_for_whom_nobody_is_there_is_told_so_when_his_time_is_up(centre: OpenCentre) -> None:
    async with calling(centre, "4190") as caller:
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.agent) == ("nobody_free", "")
    assert record.path == ("desk", "nobody", "nobody_free")
    assert hears(heard, centre.sound_of("nobody_free", "zh"))
    assert dead_air(heard) < 2


def _callers(agent: Worker) -> list[str]:
    return [event.caller for event in agent.phone.happened if isinstance(event, h.Incoming)]
