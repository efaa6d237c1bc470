"""Calls that the agent's telephone sends elsewhere by a blind REFER."""

import pytest

from ivr.phones import happenings as h
from ivr.phones.answering import Answers
from ivr.phones.orders import Transfer
from ivr.phones.steps import Wait
from tests.real.ears import dead_air, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]


def transfers(centre: OpenCentre, voice: float, target: str, stays: float = 10.0) -> Answers:
    """The behaviour of an agent who speaks his tone, sends the caller to ``target`` and stays if he can."""
    steps = (Wait(1.0), Transfer(target=target))
    return Answers(after=0.2, talks=stays, say=str(centre.voice(voice)), steps=steps)


@pytest.mark.parametrize(
    ("target", "second_agent", "path"),
    [("8042", "8042", ("desk", "west")), ("4170", "8021", ("desk", "west", "southern"))],
    ids=["a colleague", "a number of the house"],
)
async def test_an_agent_transfers_his_caller(
    centre: OpenCentre, target: str, second_agent: str, path: tuple[str, ...]
) -> None:
    async with (
        at_work(centre, "8041", transfers(centre, 620, target)) as first,
        at_work(centre, second_agent, talks(centre, 440, 1.5)) as second,
        calling(centre, "4140") as caller,
    ):
        await first.until(h.Ended)
        await second.until(h.Answered)
        await centre.until_agent("8041", "ready")
        await caller.until_hung_up()
        by_caller, by_second = await caller.heard(), await second.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)

    assert first.tally.transferred == 1
    assert (record.outcome, record.agent) == ("answered", second_agent)
    assert record.path == path
    assert seconds_of(by_caller, 620) > 0.5
    assert seconds_of(by_caller, 440) > 1
    assert dead_air(by_caller) < 2
    assert seconds_of(by_second, 1000) > 1
    assert seconds_of(left, 1000) > 1.5
    assert seconds_of(right, 620) > 0.5
    assert seconds_of(right, 440) > 1


@pytest.mark.parametrize("target", ["9999", "nobody at all", "8041"], ids=["no number", "no word", "himself"])
async def test_a_transfer_to_nonsense_is_refused_and_the_talk_goes_on(
    centre: OpenCentre, target: str
) -> None:
    async with (
        at_work(centre, "8041", transfers(centre, 440, target, stays=3.0)) as agent,
        calling(centre, "4140") as caller,
    ):
        news = await agent.until(h.TransferNews)
        await caller.until_hung_up()
        heard = await caller.heard()
        refusals = [event for event in agent.phone.happened if isinstance(event, h.TransferNews)]
        ended = await agent.until(h.Ended)
    record = await centre.record_of(caller.number)

    assert refusals[-1].final
    assert refusals[-1].code >= 400
    assert ended.at - news.at > 1
    assert seconds_of(heard, 440) > 2
    assert (record.outcome, record.agent, record.path) == ("answered", "8041", ("desk", "west"))
