"""Calls that are answered: who hears whom, what is recorded, and what follows the talk."""

import asyncio

import pytest

from ivr.phones import happenings as h
from ivr.phones.answering import Answers
from ivr.phones.listening import loud_share
from ivr.phones.orders import Hold, Retrieve
from ivr.phones.steps import UntilQuiet, Wait, take
from tests.real.ears import RATE, between, hears, hears_in_order, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import Caller, at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]


async def test_caller_and_agent_hear_each_other_and_each_is_on_his_own_track(centre: OpenCentre) -> None:
    async with at_work(centre, "8011", talks(centre, 440, 2.5)) as agent, calling(centre, "4100") as caller:
        await caller.phone.press("1")
        await centre.until_phase(caller.number, "surveying")
        await caller.hang_up()
        by_caller, by_agent = await caller.heard(), await agent.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)

    assert (record.outcome, record.agent, record.queue) == ("answered", "8011", "north")
    assert record.path == ("main_menu", "to_north", "north", "solved")
    assert hears(by_caller, centre.sound_of("to_north", "zh"))
    assert seconds_of(by_caller, 440) > 1.5
    assert seconds_of(by_agent, 1000) > 1.5
    assert seconds_of(left, 1000) > 1.5
    assert seconds_of(left, 440) < 0.1
    assert seconds_of(right, 440) > 1.5
    assert seconds_of(right, 1000) < 0.1
    assert abs(left.size / RATE - record.talk_seconds) < 1


async def test_the_agent_hangs_up_first_and_the_caller_answers_the_survey_or_refuses_it_by_silence(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(_answers_the_survey(centre), _is_silent_in_the_survey(centre))


async def _answers_the_survey(centre: OpenCentre) -> None:
    async with at_work(centre, "8081", talks(centre, 440, 0.5)) as agent, calling(centre, "4181") as caller:
        await centre.until_phase(caller.number, "surveying")
        await take(caller.phone, (UntilQuiet(0.5),))
        await caller.phone.press("2")
        await take(caller.phone, (UntilQuiet(0.5),))
        await caller.phone.press("1")
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)

    assert agent.tally.hung_up_by_us == 1
    assert (record.outcome, record.survey) == ("answered", {"solved": "no", "again": "one"})
    assert record.path == ("desk", "asked", "solved", "again", "thanks")
    assert hears_in_order(heard, *(centre.sound_of(node, "zh") for node in ("solved", "again", "thanks")))


async def _is_silent_in_the_survey(centre: OpenCentre) -> None:
    async with at_work(centre, "8082", talks(centre, 440, 0.5)), calling(centre, "4182") as caller:
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.survey) == ("answered", {})
    assert record.path == ("desk", "silent", "solved", "goodbye")
    assert hears_in_order(heard, centre.sound_of("solved", "zh"), centre.sound_of("goodbye", "zh"))


async def test_the_caller_hangs_up_first_and_is_not_asked(centre: OpenCentre) -> None:
    async with at_work(centre, "8031", talks(centre, 440)) as agent, calling(centre, "4130") as caller:
        await agent.until(h.Answered)
        await take(caller.phone, (Wait(0.5),))
        await caller.hang_up()
        ended = await agent.until(h.Ended)
    record = await centre.record_of(caller.number)

    assert agent.tally.hung_up_by_them == 1
    assert ended.at - _ended(caller) < 1
    assert (record.outcome, record.agent, record.survey) == ("answered", "8031", {})
    assert record.path == ("desk", "east")


async def test_what_a_caller_answered_before_he_hung_up_in_the_survey_is_kept(centre: OpenCentre) -> None:
    async with at_work(centre, "8031", talks(centre, 440, 0.5)), calling(centre, "4130") as caller:
        await centre.until_phase(caller.number, "surveying")
        await caller.phone.press("1")
        await take(caller.phone, (Wait(1.0),))
        await caller.hang_up()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.survey) == ("answered", {"solved": "yes"})
    assert record.path == ("desk", "east", "solved", "again")


async def test_the_agent_holds_and_retrieves_and_the_caller_hears_music_meanwhile(centre: OpenCentre) -> None:
    steps = (Wait(1.0), Hold(), Wait(2.0), Retrieve(), Wait(1.0))
    behaviour = Answers(after=0.2, talks=0.0, say=str(centre.voice(1500)), steps=steps)
    async with at_work(centre, "8021", behaviour) as agent, calling(centre, "4120") as caller:
        held = await agent.until(h.Held)
        taken_back = await agent.until(h.MediaActive, 2)
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)
    began = caller.began_to_hear()
    before = between(heard, 0, held.at - began)
    meanwhile = between(heard, held.at - began + 0.4, taken_back.at - began - 0.2)
    after = between(heard, taken_back.at - began, heard.size / RATE)

    assert agent.tally.unfinished_steps == 0
    assert seconds_of(before, 1500) > 0.5
    assert seconds_of(meanwhile, 1500) < 0.2
    assert loud_share(meanwhile, RATE) > 0.8
    assert hears(centre.music(), meanwhile)
    assert seconds_of(after, 1500) > 0.5
    assert (record.outcome, record.agent) == ("answered", "8021")


@pytest.mark.parametrize(
    ("callers_codec", "agents_codecs"), [("pcma", ("g722",)), ("g722", ("g722",)), ("pcmu", ("g722", "pcma"))]
)
async def test_caller_and_agent_may_speak_different_codecs_of_which_the_networks_own_are_taken_first(
    centre: OpenCentre, callers_codec: str, agents_codecs: tuple[str, ...]
) -> None:
    async with (
        at_work(centre, "8041", talks(centre, 440), codecs=agents_codecs) as agent,
        calling(centre, "4140", codecs=(callers_codec,)) as caller,
    ):
        media = await agent.until(h.MediaActive)
        await take(caller.phone, (Wait(1.5),))
        await caller.hang_up()
        by_caller, by_agent = await caller.heard(), await agent.heard()
    left, right = await centre.tracks_of(await centre.record_of(caller.number))
    used = next(event.codec for event in caller.phone.happened if isinstance(event, h.MediaActive))

    assert (used, media.codec) == (callers_codec, agents_codecs[-1])
    assert seconds_of(by_caller, 440) > 0.8
    assert seconds_of(by_agent, 1000) > 0.8
    assert seconds_of(left, 1000) > 0.8
    assert seconds_of(right, 440) > 0.8


async def test_each_of_two_callers_gets_the_agent_who_speaks_his_language(centre: OpenCentre) -> None:
    async with (
        at_work(centre, "8051", talks(centre, 440, 0.5)),
        at_work(centre, "8052", talks(centre, 620, 0.5)),
        calling(centre, "4151") as english,
        calling(centre, "4150") as chinese,
    ):
        await asyncio.gather(english.until_hung_up(), chinese.until_hung_up())

    assert (await centre.record_of(english.number)).agent == "8052"
    assert (await centre.record_of(chinese.number)).agent == "8051"


def _ended(caller: Caller) -> float:
    ended = caller.phone.ended()
    assert ended is not None
    return ended.at
