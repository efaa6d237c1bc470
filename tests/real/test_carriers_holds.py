"""Holds by re-INVITE, of the caller and of the agent, in every phase: nobody is lost, nobody in silence."""

import asyncio

import pytest

from ivr.phones import happenings as h
from ivr.phones.answering import Answers
from ivr.phones.listening import loud_share
from ivr.phones.orders import Transfer
from ivr.phones.steps import Wait
from tests.real.ears import RATE, between, hears, seconds_of
from tests.real.line import HOLDS, PLAIN, Line, deskphone, line
from tests.real.open_centre import OpenCentre
from tests.real.people import at_the_telephone, at_work, serving, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

DESKS = (("4110", "8011"), ("4120", "8021"), ("4130", "8031"))


async def test_a_caller_may_hold_the_menu_which_waits_for_him_the_queue_the_ringing_the_talk_and_the_survey(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(
        *(_holds_the_menu(centre, how) for how in HOLDS),
        *(_holds_everywhere(centre, how, *desk) for how, desk in zip(HOLDS, DESKS, strict=True)),
        _holds_after_a_transfer(centre),
    )


async def _holds_the_menu(centre: OpenCentre, how: str) -> None:
    number = centre.new_number()
    async with line(centre, PLAIN, voice=0) as caller:
        await caller.call_in("4100", sender=f"<sip:{number}@example.com>")
        await asyncio.sleep(0.7)
        await caller.change(how)
        # Two tries of a menu last less than this.
        await asyncio.sleep(9.5)
        await caller.change("sendrecv")
        back = asyncio.get_running_loop().time()
        await asyncio.sleep(2.5)
        heard = caller.sound.heard(back)
        await caller.sound.press("3", 101)
        await centre.until_phase(f"+86{number}", "in_dialplan")
        await asyncio.sleep(0.5)
    record = await centre.record_of(f"+86{number}")

    assert hears(heard, centre.sound_of("main_menu", "zh")), how
    assert record.path[:2] == ("main_menu", "balance"), how


async def _holds_everywhere(centre: OpenCentre, how: str, dialled: str, agent: str) -> None:
    number = centre.new_number()
    known = f"+86{number}"
    async with line(centre, PLAIN) as caller:
        await caller.call_in(dialled, sender=f"<sip:{number}@example.com>")
        await _holds(caller, how)
        async with (
            at_the_telephone(centre, agent) as phone,
            serving(phone, talks(centre, 440, 4.5, after=0.6)) as worker,
        ):
            await worker.until(h.Incoming)
            await caller.change(how)
            where, caller.sound.target = caller.sound.target, None
            answered = await worker.until(h.Answered)
            await asyncio.sleep(1.5)
            await caller.change("sendrecv")
            caller.sound.target = where
            talking = asyncio.get_running_loop().time()
            await asyncio.sleep(1.5)
            by_caller = caller.sound.heard(talking)
            await worker.until(h.Ended)
            by_agent = await worker.heard()
        began = next(event.at for event in worker.phone.happened if isinstance(event, h.RecordingBegan))
        first = between(by_agent, answered.at - began + 0.5, answered.at - began + 1.4)
        if dialled != "4120":
            await centre.until_phase(known, "surveying")
            await _holds(caller, how, 3.0)
            await caller.sound.press("1", 101)
            await asyncio.sleep(0.5)
    record = await centre.record_of(known)
    # Were the tracks not in step while nothing came from him, the recording would be broken.
    left, _ = await centre.tracks_of(record)

    assert seconds_of(left, 1000) > 1.0, how
    assert loud_share(first, RATE) > 0.9, f"{how}: an agent whose caller holds hears nothing"
    assert seconds_of(by_caller, 440) > 1.0, how
    assert seconds_of(by_agent, 1000) > 1.0, how
    assert record.outcome == "answered", how
    assert dialled == "4120" or record.survey == {"solved": "yes"}, (how, record)


async def _holds_after_a_transfer(centre: OpenCentre) -> None:
    number = centre.new_number()
    sends = Answers(
        after=0.2, talks=10.0, say=str(centre.voice(620)), steps=(Wait(0.5), Transfer(target="8042"))
    )
    async with (
        at_work(centre, "8041", sends),
        at_work(centre, "8042", talks(centre, 440, 5.0)) as second,
        line(centre, PLAIN) as caller,
    ):
        await caller.call_in("4140", sender=f"<sip:{number}@example.com>")
        answered = await second.until(h.Answered)
        await asyncio.sleep(0.7)
        await caller.change("sendonly")
        where, caller.sound.target = caller.sound.target, None
        await asyncio.sleep(1.8)
        await caller.change("sendrecv")
        caller.sound.target = where
        await second.until(h.Ended)
        heard = await second.heard()
    record = await centre.record_of(f"+86{number}")
    left, right = await centre.tracks_of(record)
    began = next(event.at for event in second.phone.happened if isinstance(event, h.RecordingBegan))
    held = between(heard, answered.at - began + 1.2, answered.at - began + 2.2)

    assert loud_share(held, RATE) > 0.9
    assert seconds_of(held, 1000) < 0.1
    assert seconds_of(heard, 1000) > 1.5
    assert seconds_of(left, 1000) > 1.5
    assert seconds_of(right, 440) > 1.5
    assert record.agent == "8042"


async def _holds(caller: Line, how: str, seconds: float = 1.0) -> None:
    await caller.change(how)
    await asyncio.sleep(seconds)
    await caller.change("sendrecv")


async def test_an_agent_may_hold_in_every_way_and_the_caller_hears_music(centre: OpenCentre) -> None:
    await asyncio.gather(*(_is_held(centre, how, *desk) for how, desk in zip(HOLDS, DESKS, strict=True)))


async def _is_held(centre: OpenCentre, how: str, dialled: str, agent: str) -> None:
    number = centre.new_number()
    async with deskphone(centre, agent) as phone, line(centre, PLAIN) as caller:
        await centre.until_agent(agent, "ready")
        async with asyncio.TaskGroup() as group:
            group.create_task(caller.call_in(dialled, sender=f"<sip:{number}@example.com>"))
            await phone.pick_up()
        await asyncio.sleep(1.0)
        await phone.change(how)
        held = asyncio.get_running_loop().time()
        phone.sound.voice = 0.0
        await asyncio.sleep(2.0)
        meanwhile = caller.sound.heard(held + 0.3)
        await phone.change("sendrecv")
        phone.sound.voice = 440.0
        back = asyncio.get_running_loop().time()
        await asyncio.sleep(1.5)
        after, by_agent = caller.sound.heard(back), phone.sound.heard(back)
    record = await centre.record_of(f"+86{number}")

    assert hears(centre.music(), meanwhile), how
    assert loud_share(meanwhile, RATE) > 0.9, how
    assert seconds_of(after, 440) > 1.0, how
    assert seconds_of(by_agent, 1000) > 1.0, how
    assert (record.outcome, record.agent) == ("answered", agent), how
