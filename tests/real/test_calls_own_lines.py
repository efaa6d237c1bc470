"""Calls that agents make themselves: a second line, parked callers, calls that ring elsewhere."""

import asyncio

import pytest

from ivr.calls.spoken import sentence
from ivr.phones import happenings as h
from ivr.phones.answering import Answers
from ivr.phones.listening import Samples, find, read_wav
from ivr.phones.orders import Press
from ivr.phones.phone import Phone
from ivr.phones.steps import Wait
from ivr.storage.values import ContactFilter
from tests.real.ears import RATE, between, dead_air, hears, seconds_of
from tests.real.open_centre import PATIENCE, OpenCentre
from tests.real.people import at_the_telephone, at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

FIRST, SECOND, CALLER = 620.0, 440.0, 1000.0


async def test_agents_use_a_second_line_park_and_pick_up(centre: OpenCentre) -> None:
    await asyncio.gather(
        _is_joined_by_the_telephone(centre),
        _comes_back_from_the_second_line(centre),
        _is_parked_and_taken_back_by_a_colleague(centre),
        _is_picked_up_at_a_colleagues(centre),
    )


async def _answer(phone: Phone, centre: OpenCentre, voice: float) -> None:
    await phone.wait_for(h.Incoming, within=PATIENCE)
    await phone.answer()
    await phone.say(centre.voice(voice), loop=True)


async def _dial(phone: Phone, centre: OpenCentre, number: str, voice: float) -> None:
    await phone.call(number)
    await phone.wait_for(h.Answered, within=PATIENCE)
    await phone.say(centre.voice(voice), loop=True)


async def _heard(phone: Phone, call: int) -> Samples:
    phone.current = call
    await phone.wait_for(h.Recorded, within=PATIENCE)
    return read_wav(phone.heard)[0]


async def _is_joined_by_the_telephone(centre: OpenCentre) -> None:
    """Hold, a second call to the colleague, REFER with Replaces: one contact, one recording, one survey."""
    async with (
        at_the_telephone(centre, "8011") as phone,
        at_work(centre, "8012", talks(centre, SECOND, 5.0)) as second,
    ):
        await centre.until_agent("8011", "ready")
        async with calling(centre, "4110") as caller:
            await _answer(phone, centre, FIRST)
            first_call = phone.current
            await phone.lasts(1.0)
            await phone.hold()
            await phone.wait_for(h.Held, within=PATIENCE)
            await _dial(phone, centre, "8012", FIRST)
            second_call = phone.current
            joined = await second.until(h.Answered)
            await phone.lasts(1.5)
            phone.current = first_call
            await phone.join(second_call)
            done = await phone.wait_for(h.TransferNews, within=PATIENCE, where=lambda news: news.final)
            await second.until(h.Ended)
            await centre.until_phase(caller.number, "surveying")
            await caller.hang_up()
            by_caller, began, by_second = await caller.heard(), caller.began_to_hear(), await second.heard()
        own = await _heard(phone, second_call)
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)
    meanwhile = between(by_caller, joined.at - began + 0.3, done.at - began - 0.1)

    assert (done.code, record.outcome, record.agent, record.queue) == (200, "answered", "8012", "north")
    assert hears(centre.music(), meanwhile)
    assert seconds_of(meanwhile, SECOND) < 0.1
    assert seconds_of(own, SECOND) > 0.8
    assert seconds_of(by_second, FIRST) > 0.8
    assert seconds_of(by_second, CALLER) > 1
    assert seconds_of(by_caller, SECOND) > 1
    assert dead_air(by_caller) < 2
    assert seconds_of(left, CALLER) > record.talk_seconds - 1
    assert seconds_of(right, FIRST) > 0.7
    assert seconds_of(right, SECOND) > 1


async def _comes_back_from_the_second_line(centre: OpenCentre) -> None:
    """The colleague hangs up: the second line ends, and the agent takes his caller back."""
    async with (
        at_the_telephone(centre, "8021") as phone,
        at_work(centre, "8022", talks(centre, SECOND, 1.5)) as second,
    ):
        await centre.until_agent("8021", "ready")
        async with calling(centre, "4120") as caller:
            await _answer(phone, centre, FIRST)
            first_call = phone.current
            await phone.hold()
            await phone.wait_for(h.Held, within=PATIENCE)
            await _dial(phone, centre, "8022", FIRST)
            await phone.wait_for(h.Ended, within=PATIENCE)
            phone.current = first_call
            phone.forget(h.MediaActive)
            await phone.retrieve()
            await phone.wait_for(h.MediaActive, within=PATIENCE)
            back = asyncio.get_running_loop().time()
            await phone.lasts(1.5)
            await phone.hang_up()
            await caller.until_hung_up()
            by_caller = await caller.heard()
    record = await centre.record_of(caller.number)

    assert back
    assert second.tally.answered == 1
    assert (record.outcome, record.agent) == ("answered", "8021")
    assert seconds_of(by_caller, SECOND) < 0.1
    assert seconds_of(between(by_caller, by_caller.size / RATE - 1.5, by_caller.size / RATE), FIRST) > 0.7


async def _is_parked_and_taken_back_by_a_colleague(centre: OpenCentre) -> None:
    steps = (Wait(1.0), Press(digits="*26"), Wait(20.0))
    parks = Answers(after=0.2, talks=None, say=str(centre.voice(FIRST)), steps=steps)
    async with (
        at_work(centre, "8031", parks) as first,
        at_the_telephone(centre, "8032") as phone,
        calling(centre, "4130") as caller,
    ):
        await centre.until_phase(caller.number, "parked")
        await centre.until_agent("8031", "wrap_up", "ready", "talking")
        told = await first.heard()
        await _dial(phone, centre, "*178031", SECOND)
        await centre.until_phase(caller.number, "talking")
        shown = await centre.until_agent("8032", "talking")
        await phone.lasts(1.5)
        await phone.hang_up()
        await centre.until_phase(caller.number, "surveying")
        await caller.hang_up()
        by_caller = await caller.heard()
    record = await centre.record_of(caller.number)
    _, right = await centre.tracks_of(record)

    assert shown.contact == record.contact
    # A sentence of one second, right behind his own keys: a busy machine loses more of it than of a prompt.
    assert find(centre.sound(sentence("parked", "zh")), told, RATE).score > 0.35
    assert (record.outcome, record.agent, record.queue) == ("answered", "8032", "east")
    assert dead_air(by_caller) < 2
    assert seconds_of(by_caller, SECOND) > 0.7
    assert seconds_of(right, FIRST) > 0.7
    assert seconds_of(right, SECOND) > 0.7


async def _is_picked_up_at_a_colleagues(centre: OpenCentre) -> None:
    """The call rings at a colleague; another picks it up, and the colleague has missed nothing."""
    async with (
        at_the_telephone(centre, "8041") as rung,
        at_the_telephone(centre, "8042") as phone,
        calling(centre, "4140") as caller,
    ):
        await rung.wait_for(h.Incoming, within=PATIENCE)
        await _dial(phone, centre, "*168041", SECOND)
        await centre.until_phase(caller.number, "talking")
        await phone.lasts(1.5)
        await phone.hang_up()
        await caller.until_hung_up()
        by_caller, by_phone = await caller.heard(), await _heard(phone, 1)
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.agent) == ("answered", "8042")
    assert seconds_of(by_caller, SECOND) > 0.7
    assert seconds_of(by_phone, CALLER) > 0.7


async def test_agents_call_each_other_and_nobody_is_rung_who_is_in_a_call_of_his_own(
    centre: OpenCentre,
) -> None:
    async with (
        at_work(centre, "8012", talks(centre, SECOND, 3.5)) as second,
        at_the_telephone(centre, "8011") as phone,
    ):
        await centre.until_agent("8011", "ready")
        await _dial(phone, centre, "8012", FIRST)
        await second.until(h.Answered)
        shown = await centre.until_agent("8011", "talking")
        async with calling(centre, "4110") as caller:
            await centre.until_phase(caller.number, "waiting")
            await phone.lasts(1.0)
            assert not [event for event in phone.happened if isinstance(event, h.Incoming)]
            await phone.hang_up()
            await phone.wait_for(h.Incoming, within=PATIENCE)
            await caller.hang_up()
        own = await _heard(phone, 1)
    found = await centre.store.search(ContactFilter(caller="8011"))
    (record,) = [one for one in found if one.outcome == "internal"]

    assert shown.contact is None
    assert seconds_of(own, SECOND) > 0.7
    assert seconds_of(await second.heard(), FIRST) > 0.7
    assert await centre.store.recording(record.contact) is None
