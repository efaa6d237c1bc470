"""Calls that the agent's telephone sends elsewhere by a blind REFER."""

import asyncio

import msgspec
import pytest

from ivr.phones import happenings as h
from ivr.phones.answering import Answers
from ivr.phones.listening import loud_share
from ivr.phones.orders import Hold, Retrieve, Transfer
from ivr.phones.steps import Wait
from tests.real.ears import RATE, between, dead_air, hears, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]


def transfers(centre: OpenCentre, voice: float, target: str, stays: float = 10.0) -> Answers:
    """The behaviour of an agent who speaks his tone, sends the caller to ``target`` and stays if he can."""
    steps = (Wait(1.0), Transfer(target=target))
    return Answers(after=0.2, talks=stays, say=str(centre.voice(voice)), steps=steps)


class Sent(msgspec.Struct, frozen=True):
    """A transfer: who is called at what number, whereto he sends the caller, who takes it, the path."""

    dialled: str
    agent: str
    target: str
    taker: str
    path: tuple[str, ...]


async def test_an_agent_transfers_his_caller_to_a_colleague_or_to_a_number_of_the_house(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(
        _is_transferred(centre, Sent("4140", "8041", "8042", "8042", ("desk", "west"))),
        _is_transferred(centre, Sent("4130", "8031", "4170", "8021", ("desk", "east", "southern"))),
    )


async def _is_transferred(centre: OpenCentre, sent: Sent) -> None:
    async with (
        at_work(centre, sent.agent, transfers(centre, 620, sent.target)) as first,
        at_work(centre, sent.taker, talks(centre, 440, 1.5)) as second,
        calling(centre, sent.dialled) as caller,
    ):
        await first.until(h.Ended)
        await second.until(h.Answered)
        await centre.until_agent(sent.agent, "ready")
        await caller.until_hung_up()
        by_caller, by_second = await caller.heard(), await second.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)

    assert first.tally.transferred == 1
    assert (record.outcome, record.agent, record.path) == ("answered", sent.taker, sent.path)
    assert seconds_of(by_caller, 620) > 0.5
    assert seconds_of(by_caller, 440) > 1
    assert dead_air(by_caller) < 2
    assert seconds_of(by_second, 1000) > 1
    assert seconds_of(left, 1000) > 1.5
    assert seconds_of(right, 620) > 0.5
    assert seconds_of(right, 440) > 1


async def test_a_caller_on_hold_hears_music_after_a_transfer_too(centre: OpenCentre) -> None:
    steps = (Wait(1.0), Hold(), Wait(2.0), Retrieve(), Wait(1.0))
    holds = Answers(after=0.2, talks=0.0, say=str(centre.voice(1500)), steps=steps)
    async with (
        at_work(centre, "8021", transfers(centre, 620, "8022")),
        at_work(centre, "8022", holds) as second,
        calling(centre, "4120") as caller,
    ):
        held = await second.until(h.Held)
        taken_back = await second.until(h.MediaActive, 2)
        await caller.until_hung_up()
        heard, began = await caller.heard(), caller.began_to_hear()
    meanwhile = between(heard, held.at - began + 0.4, taken_back.at - began - 0.2)
    after = between(heard, taken_back.at - began, heard.size / RATE)

    assert second.tally.unfinished_steps == 0
    assert seconds_of(meanwhile, 1500) < 0.2
    assert loud_share(meanwhile, RATE) > 0.8
    assert hears(centre.music(), meanwhile)
    assert seconds_of(after, 1500) > 0.5


async def test_a_transfer_to_nonsense_is_refused_and_the_talk_goes_on(centre: OpenCentre) -> None:
    await asyncio.gather(
        _is_refused(centre, Sent("4140", "8041", "9999", "8041", ("desk", "west"))),
        _is_refused(centre, Sent("4120", "8021", "nobody at all", "8021", ("desk", "south"))),
        _is_refused(centre, Sent("4160", "8061", "8061", "8061", ("desk", "resting"))),
    )


async def _is_refused(centre: OpenCentre, sent: Sent) -> None:
    async with (
        at_work(centre, sent.agent, transfers(centre, 440, sent.target, stays=3.0)) as agent,
        calling(centre, sent.dialled) as caller,
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
    assert (record.outcome, record.agent, record.path) == ("answered", sent.taker, sent.path)
