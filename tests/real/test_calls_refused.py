"""Telephones that do not take a call, or are not where they were: what becomes of caller and agent."""

import asyncio
import time

import pytest

from ivr.phones import happenings as h
from ivr.phones.answering import Answers, Behaviour, NeverAnswers, Refuses
from ivr.phones.listening import loud_share
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone
from tests.real.ears import RATE, dead_air, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import CALLERS_VOICE, at_the_telephone, at_work, calling, dial_code, serving, talks
from tests.real.sip_redirecting import redirecting

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

SECONDS_FOR_A_STATE = 1.0
MISSES_BEFORE_A_PAUSE = 3


async def test_whatever_a_telephone_answers_the_agent_is_asked_again_and_then_paused_while_the_caller_waits(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(
        _refuses(centre, "4110", "8011", Refuses(code=486), "declined"),
        _refuses(centre, "4130", "8031", Refuses(code=603), "declined"),
        _refuses(centre, "4140", "8041", Refuses(code=480), "unreachable"),
        _refuses(centre, "4160", "8061", NeverAnswers(), "missed"),
        _redirects(centre, "4120", "8021"),
    )


async def test_a_telephone_that_redirects_is_followed_by_us_to_whom_agents_may_send_callers(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(
        _redirects_to_a_colleague(centre, "4110", "8011", "8012"),
        _redirects_outside(centre, "4140", "8041"),
    )


async def _refuses(centre: OpenCentre, dialled: str, agent: str, behaviour: Behaviour, reason: str) -> None:
    async with at_work(centre, agent, *[behaviour] * MISSES_BEFORE_A_PAUSE) as worker:
        async with calling(centre, dialled) as caller:
            await worker.until(h.Incoming, MISSES_BEFORE_A_PAUSE)
            last = await worker.until(h.Ended, MISSES_BEFORE_A_PAUSE)
            shown = await centre.until_agent(agent, "paused")
            assert time.time() - last.at < SECONDS_FOR_A_STATE
            assert shown.reason == reason
            assert (await centre.until_phase(caller.number, "waiting")).agent is None
            await asyncio.sleep(0.5)
            await caller.hang_up()
            heard = await caller.heard()
        rang, ended = worker.times(h.Incoming), worker.times(h.Ended)
        await _ready_again(centre, agent)
    assert all(again - before < SECONDS_FOR_A_STATE for before, again in zip(ended, rang[1:], strict=False))
    assert dead_air(heard) < 2
    assert loud_share(heard, RATE) > 0.5


async def _redirects(centre: OpenCentre, dialled: str, agent: str) -> None:
    """302 to where agents may send nobody: nobody is called, and the agent has declined."""
    port, password = int(centre.stage.sip.partition(":")[2]), centre.stage.secrets.agents[agent]
    uri = f"sip:0900666@{centre.stage.sip}"
    async with redirecting(port, agent, password, uri) as phone, calling(centre, dialled) as caller:
        await centre.until_agent(agent, "paused")
        assert phone.invited == MISSES_BEFORE_A_PAUSE
        assert (await centre.until_phase(caller.number, "waiting")).agent is None
        await caller.hang_up()
    await _ready_again(centre, agent)


async def _redirects_to_a_colleague(centre: OpenCentre, dialled: str, agent: str, colleague: str) -> None:
    """302 to a colleague: he is rung by us, at his own telephone, and has the call."""
    port, password = int(centre.stage.sip.partition(":")[2]), centre.stage.secrets.agents[agent]
    uri = f"sip:{colleague}@{centre.stage.sip}"
    async with (
        redirecting(port, agent, password, uri) as phone,
        at_work(centre, colleague, talks(centre, 440, 1.5)) as other,
        calling(centre, dialled) as caller,
    ):
        await other.until(h.Answered)
        assert (await centre.agents())[agent].state == "ready"
        await centre.until_phase(caller.number, "surveying")
        await caller.hang_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)
    await _ready_again(centre, agent)
    assert phone.invited == 1
    assert (record.outcome, record.agent) == ("answered", colleague)
    assert dead_air(heard) < 2
    assert min(seconds_of(left, CALLERS_VOICE), seconds_of(right, 440)) > 1


async def _redirects_outside(centre: OpenCentre, dialled: str, agent: str) -> None:
    """302 to a number that agents may call: it is called over the trunk, as often as the agent may."""
    port, password = int(centre.stage.sip.partition(":")[2]), centre.stage.secrets.agents[agent]
    number, answers = "13912345679", Answers(after=0.3, talks=1.5, say=str(centre.voice(880)))
    beyond = PhoneSpec(user=number, address="127.99.0.20", port=5060, codecs=("pcma",))
    async with (
        redirecting(port, agent, password, f"sip:{number}@{centre.stage.sip}") as phone,
        Phone(beyond) as outside,
        serving(outside, answers) as answering,
        calling(centre, dialled) as caller,
    ):
        await caller.until_hung_up()
        heard = await caller.heard()
    await _ready_again(centre, agent)
    assert (phone.invited, answering.tally.answered) == (1, 1)
    assert (await centre.record_of(caller.number)).outcome == "transferred"
    assert seconds_of(heard, 880) > 1
    assert dead_air(heard) < 2


async def _ready_again(centre: OpenCentre, agent: str) -> None:
    async with at_the_telephone(centre, agent) as phone:
        await dial_code(phone, "*13")
        await centre.until_agent(agent, "ready")


async def test_a_telephone_is_rung_where_it_registered_last_and_a_talk_outlives_its_registration(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(_loses_its_registration(centre), _registers_twice(centre))


async def _loses_its_registration(centre: OpenCentre) -> None:
    async with (
        at_work(centre, "8031", talks(centre, 440)) as worker,
        calling(centre, "4130") as caller,
    ):
        await worker.until(h.Answered)
        await worker.phone.unregister()
        await asyncio.sleep(1.5)
        assert (await centre.agents())["8031"].state == "talking"
        await caller.hang_up()
        ended = time.time()
        await centre.until_agent("8031", "offline")
        assert time.time() - ended < SECONDS_FOR_A_STATE
        assert seconds_of(await caller.heard(), 440) > 1
        assert seconds_of(await worker.heard(), 1000) > 1


async def _registers_twice(centre: OpenCentre) -> None:
    async with at_the_telephone(centre, "8042") as old:
        async with (
            at_work(centre, "8042", talks(centre, 440, 1.0)) as new,
            calling(centre, "4140") as caller,
        ):
            await new.until(h.Answered)
            await caller.until_hung_up()
        left = time.time()
        await centre.until_agent("8042", "offline")
        assert time.time() - left < SECONDS_FOR_A_STATE
        await old.register()
        back = time.time()
        await centre.until_agent("8042", "ready")
        assert time.time() - back < SECONDS_FOR_A_STATE
        assert [event for event in old.happened if isinstance(event, h.Incoming)] == []
