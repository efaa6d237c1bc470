"""Calls of agents: what they dial to sign in and out, to pause and to hear how they stand."""

import asyncio

import pytest

from ivr.calls.spoken import sentence
from ivr.phones import happenings as h
from ivr.phones.listening import read_wav
from tests.real.ears import hears
from tests.real.open_centre import PATIENCE, OpenCentre
from tests.real.people import at_the_telephone, calling, dial_code

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

# Code, the sentence heard, the state of the agent then.
A_SHIFT = (
    ("*14", "paused", "paused"),
    ("*15", "paused", "paused"),
    ("*13", "ready", "ready"),
    ("*12", "signed_out", "offline"),
    ("*15", "offline", "offline"),
    ("*11", "signed_in", "ready"),
    ("*15", "ready", "ready"),
)


async def test_agents_work_a_shift_by_feature_codes_and_are_told_each_time_in_their_language(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(_work_a_shift(centre, "8051", "zh"), _work_a_shift(centre, "8052", "en"))


async def _work_a_shift(centre: OpenCentre, agent: str, language: str) -> None:
    async with at_the_telephone(centre, agent) as phone:
        await centre.until_agent(agent, "ready")
        for code, told, state in A_SHIFT:
            await dial_code(phone, code)
            await phone.wait_for(h.Recorded, within=PATIENCE)
            heard, _ = read_wav(phone.heard)
            assert hears(heard, centre.sound(sentence(told, language))), (code, told)
            assert (await centre.until_agent(agent, state)).contact is None


async def test_an_agent_who_has_signed_out_is_not_rung(centre: OpenCentre) -> None:
    async with at_the_telephone(centre, "8061") as phone:
        await centre.until_agent("8061", "ready")
        await dial_code(phone, "*12")
        async with calling(centre, "4160") as caller:
            await centre.until_phase(caller.number, "waiting")
            await asyncio.sleep(0.5)
            await caller.hang_up()
        await dial_code(phone, "*11")
        await centre.until_agent("8061", "ready")

    assert not [event for event in phone.happened if isinstance(event, h.Incoming)]
    assert (await centre.record_of(caller.number)).outcome == "left_in_queue"
