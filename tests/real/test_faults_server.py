"""The server is killed, freezes, or loses what it leans on: whoever calls notices next to nothing."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from ivr.calls.phases import InDialplan, Ringing, Talking, Waiting
from ivr.phones import happenings as h
from ivr.phones.listening import longest_silence, read_tracks, tone_share
from ivr.phones.phone import Phone
from tests.real.faults import (
    MENU,
    RINGERS,
    TALKERS,
    TO_NOBODY,
    TO_RINGERS,
    TO_TALKERS,
    Centre,
    agent,
    caller,
    centre_in,
    cut_connections,
    dropped,
    eventually,
    heard_since,
    lives,
    note,
    pick_up,
    prompt_seconds,
)

MENU_PROMPT = "Was your question solved? If it was, press one. If it was not, press two."
LAST_CONTACT = "select outcome, path from contacts order by ended_at desc limit 1"
LAST_TWO_CONTACTS = "select outcome, path from contacts order by ended_at desc limit 2"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with centre_in(tmp_path_factory.mktemp("faults") / "centre") as opened:
        yield opened


@pytest.fixture
async def centre(running: Centre) -> AsyncIterator[Centre]:
    """The centre, in which nothing is left of a test when it is over."""
    await running.nothing_left()
    await running.next_server_waits()
    yield running
    await running.nothing_left()


@pytest.fixture
async def phones() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


def rings(phone: Phone) -> bool:
    return any(isinstance(event, h.Incoming) for event in phone.happened)


async def killed_and_back(centre: Centre) -> float:
    """Kill the server; when its successor drove the calls (epoch seconds)."""
    killed = centre.kill_server()
    seconds = await centre.back(killed)
    note("server killed: driven again", seconds)
    assert seconds < 3.0
    return killed + seconds


async def test_who_was_in_a_menu_hears_it_again_and_goes_on(centre: Centre, phones: AsyncExitStack):
    phone = await caller(phones, centre.caller(), MENU)
    await phone.wait_for(h.SoundBegan, within=5.0)
    await phone.lasts(prompt_seconds(MENU_PROMPT) - 0.5)
    with centre.nobody_follows():
        killed = centre.kill_server()
        await phone.press("1")  # nobody hears it
        await phone.lasts(1.5)  # and nobody that the prompt ends
    back = killed + await centre.back(killed)
    assert isinstance(centre.phases()[0], InDialplan)
    await eventually(lambda: heard_since(phone, back), 4.0, lambda: "the menu is not heard")
    await phone.press("1")
    await phone.wait_for(h.Ended, within=10.0)
    await centre.until_rows(LAST_CONTACT, [("completed", '["main_menu","goodbye"]')])


async def test_who_waited_in_line_keeps_place_and_music(centre: Centre, phones: AsyncExitStack):
    first = await caller(phones, centre.caller("13800000001"), TO_TALKERS)
    second = await caller(phones, centre.caller("13800000002"), TO_TALKERS)
    await centre.until_crowd(Waiting=2)
    before = [phase for phase in centre.phases() if isinstance(phase, Waiting)]
    back = await killed_and_back(centre)
    after = [phase for phase in centre.phases() if isinstance(phase, Waiting)]
    assert [(one.place, one.since) for one in after] == [(one.place, one.since) for one in before]
    for phone in (first, second):
        await eventually(lambda phone=phone: phone.hears_sound(), 5.0, lambda: "no music")
    desk = await agent(centre, phones, TALKERS[0])
    assert (await desk.wait_for(h.Incoming, within=5.0)).caller == "13800000001"
    assert dropped(first, second) == []
    assert back > 0
    for phone in (first, second):
        await phone.hang_up()


async def test_a_telephone_that_rang_rings_on_and_is_answered(centre: Centre, phones: AsyncExitStack):
    desk = await agent(centre, phones, RINGERS[0])
    phone = await caller(phones, centre.caller(), TO_RINGERS)
    await desk.wait_for(h.Incoming, within=5.0)
    await centre.until_crowd(Ringing=1)
    leg = [phase.leg for phase in centre.phases() if isinstance(phase, Ringing)]
    await killed_and_back(centre)
    assert [phase.leg for phase in centre.phases() if isinstance(phase, Ringing)] == leg
    await desk.answer()
    await centre.until_crowd(Talking=1)
    assert dropped(desk, phone) == []
    await desk.hang_up()
    await phone.wait_for(h.Ended, within=5.0)


async def test_the_next_agent_is_rung_when_one_refuses_while_nobody_drives(
    centre: Centre, phones: AsyncExitStack
):
    one, other = [await agent(centre, phones, extension) for extension in RINGERS[:2]]
    phone = await caller(phones, centre.caller(), TO_RINGERS)
    await centre.until_crowd(Ringing=1)
    await eventually(lambda: rings(one) or rings(other), 5.0, lambda: "nobody is rung")
    rung, idle = (one, other) if rings(one) else (other, one)
    await rung.wait_for(h.Incoming, within=5.0)
    with centre.nobody_follows():
        killed = centre.kill_server()
        await rung.refuse(486)
        await rung.wait_for(h.Ended, within=3.0)
    await centre.back(killed)
    await idle.wait_for(h.Incoming, within=3.0)
    assert dropped(phone) == []
    await phone.hang_up()


async def test_who_picks_up_while_nobody_drives_is_rung_again(centre: Centre, phones: AsyncExitStack):
    desk = await agent(centre, phones, RINGERS[0])
    phone = await caller(phones, centre.caller(), TO_RINGERS)
    await desk.wait_for(h.Incoming, within=5.0)
    with centre.nobody_follows():
        killed = centre.kill_server()
        await asyncio.sleep(0.3)  # until Asterisk has noticed: a leg that comes before it just waits
        await desk.answer()
        await desk.wait_for(h.Ended, within=3.0)
    await centre.back(killed)
    await pick_up(desk, centre.voice(440.0))
    await centre.until_crowd(Talking=1)
    assert dropped(phone) == []
    await desk.hang_up()
    await phone.wait_for(h.Ended, within=5.0)


async def test_a_talk_goes_on_untouched_and_is_recorded_whole(centre: Centre, phones: AsyncExitStack):
    desk = await agent(centre, phones, TALKERS[0])
    phone = await caller(phones, centre.caller(), TO_TALKERS)
    await pick_up(desk, centre.voice(440.0))
    await phone.say(centre.voice(1000.0), loop=True)
    await centre.until_crowd(Talking=1)
    contact = centre.phases()[0].contact.id
    began = time.time()
    await phone.lasts(1.0)
    await killed_and_back(centre)
    await phone.lasts(1.0)
    assert isinstance(centre.phases()[0], Talking)
    assert dropped(desk, phone) == []
    await desk.hang_up()
    talked = time.time() - began
    await centre.until_crowd(Surveying=1)
    await phone.hang_up()
    query = f"select state, seconds, file, reason from recordings where contact = '{contact}'"
    await eventually(
        lambda: centre.rows(query)[0][0] != "recording", 5.0, lambda: f"{centre.rows(query)} is not finished"
    )
    state, seconds, file, reason = centre.rows(query)[0]
    assert (state, reason) == ("stored", "")
    assert float(str(seconds)) > talked - 0.5
    tracks, rate = read_tracks(centre.settings.archive / str(file))
    for track, frequency in zip(tracks, (1000.0, 440.0), strict=True):
        talk = track[int(0.5 * rate) : -int(0.5 * rate)]
        assert tone_share(talk, rate, frequency) > 0.8
        assert longest_silence(talk, rate) < 0.2


async def test_a_survey_is_asked_again_and_its_answer_is_stored_once(centre: Centre, phones: AsyncExitStack):
    desk = await agent(centre, phones, TALKERS[0])
    phone = await caller(phones, centre.caller(), TO_TALKERS)
    await pick_up(desk, centre.voice(440.0))
    await centre.until_crowd(Talking=1)
    await desk.hang_up()
    await centre.until_crowd(Surveying=1)
    contact = centre.phases()[0].contact.id
    back = await killed_and_back(centre)
    await eventually(lambda: heard_since(phone, back), 5.0, lambda: "the question is not heard")
    await phone.press("4")
    query = f"select question, answer from answers where contact = '{contact}'"
    await eventually(lambda: centre.rows(query) != [], 5.0, lambda: "the answer is not stored")
    await centre.next_server_waits()
    await killed_and_back(centre)
    await phone.wait_for(h.Ended, within=10.0)
    assert centre.rows(query) == [("csat", "4")]


async def test_a_frozen_server_is_replaced_before_anybody_is_sent_away(
    centre: Centre, phones: AsyncExitStack
):
    phone = await caller(phones, centre.caller(), MENU)
    frozen = time.time()
    os.kill(centre.server(), signal.SIGSTOP)
    new = await phones.enter_async_context(Phone(centre.caller("13800000002")))
    called = time.time()
    await new.call(MENU)
    ringing = (await new.wait_for(h.Ringing, within=2.0)).at - called
    note("server frozen: it rings for a new caller", ringing)
    assert ringing < 0.5
    seconds = await centre.back(frozen)
    note("server frozen: driven again", seconds)
    assert seconds < 3.0
    answered = (await new.wait_for(h.Answered, within=2.0)).at - called
    note("server frozen: the next server answers the new caller", answered)
    assert answered < 3.0
    assert centre.said("callers_sent_to_fallback", frozen) == []
    assert centre.crowd()["InDialplan"] == 2
    for one in (phone, new):
        await one.press("1")
        await one.wait_for(h.Ended, within=10.0)
    await centre.until_rows(LAST_TWO_CONTACTS, [("completed", '["main_menu","goodbye"]')] * 2)


async def test_a_cut_line_to_asterisk_is_made_anew_and_no_key_is_lost_after(
    centre: Centre, phones: AsyncExitStack
):
    phone = await caller(phones, centre.caller(), MENU)
    desk = await agent(centre, phones, TALKERS[0])
    other = await caller(phones, centre.caller(), TO_TALKERS)
    await pick_up(desk, centre.voice(440.0))
    await centre.until_crowd(Talking=1, InDialplan=1)
    server, cut = centre.server(), time.time()
    assert cut_connections(server, centre.instance.ports.http) == 1
    seconds = await asyncio.to_thread(centre.until, "resynced", cut, 5.0)
    note("line to Asterisk cut: driven again", seconds)
    assert seconds < 1.0
    await phone.press("1")
    await phone.wait_for(h.Ended, within=10.0)
    assert dropped(desk, other) == []
    assert centre.server() == server
    await desk.hang_up()
    await centre.until_crowd(Surveying=1)
    await other.hang_up()


async def test_a_locked_database_keeps_nobody_waiting_and_gets_everything_after(
    centre: Centre, phones: AsyncExitStack
):
    desk = await agent(centre, phones, TALKERS[0])
    surveyed = await caller(phones, centre.caller(), TO_TALKERS)
    await pick_up(desk, centre.voice(440.0))
    await centre.until_crowd(Talking=1)
    await desk.hang_up()
    phone = await caller(phones, centre.caller(), MENU)
    new = await phones.enter_async_context(Phone(centre.caller("13800000003")))
    await centre.until_crowd(Surveying=1, InDialplan=1)
    contact = next(phase.contact.id for phase in centre.phases() if phase.contact.talks)
    with centre.database_locked():
        locked = time.time()
        await surveyed.press("4")
        await surveyed.wait_for(h.Ended, within=10.0)
        note("database locked: a survey was answered and over", time.time() - locked)
        await phone.press("1")
        await new.call(MENU)
        await new.wait_for(h.Ringing, within=2.0)
        await new.wait_for(h.Answered, within=4.0)
        await phone.wait_for(h.Ended, within=10.0)
        assert (centre.settings.state / "answers.outbox").exists()
        assert centre.said("callers_sent_to_fallback", locked) == []
    await centre.until_rows(f"select answer from answers where contact = '{contact}'", [("4",)])
    await centre.until_rows(LAST_CONTACT, [("completed", '["main_menu","goodbye"]')])
    assert not (centre.settings.state / "answers.outbox").exists()
    assert dropped(new) == []
    await new.hang_up()


async def test_a_server_without_guardian_serves_on_until_another_one_takes_over(
    centre: Centre, phones: AsyncExitStack
):
    phone = await caller(phones, centre.caller(), MENU)
    orphan, killed = centre.server(), centre.kill_guardian()
    await asyncio.to_thread(centre.until_orphaned, killed)
    other = await caller(phones, centre.caller(), TO_NOBODY)
    await centre.until_crowd(InDialplan=1, Waiting=1)
    began = time.time()
    await asyncio.to_thread(centre.open)
    seconds = centre.said("server_drives", began)[0] - centre.said("orphan_ended", began)[0]
    note("guardian killed and another one started: nobody drove", seconds)
    assert seconds < 1.5
    await eventually(lambda: not lives(orphan), 5.0, lambda: "the orphan lives")
    assert dropped(phone, other) == []
    await phone.press("1")
    await phone.wait_for(h.Ended, within=10.0)
    await other.hang_up()


async def test_a_server_without_guardian_and_without_callers_ends(centre: Centre):
    orphan, killed = centre.server(), centre.kill_guardian()
    await eventually(lambda: not lives(orphan), 5.0, lambda: "the orphan lives")
    note("guardian killed: the idle server ended", time.time() - killed)
    await asyncio.to_thread(centre.open)
