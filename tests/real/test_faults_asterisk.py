"""No server can start, or Asterisk dies: everybody is served by somebody, and nothing dead is kept."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from ivr.asterisk.running import pid_of
from ivr.phones import happenings as h
from ivr.phones.listening import find, longest_silence, read_tracks, read_wav, tone_share
from ivr.phones.phone import Phone
from tests.real.faults import (
    MENU,
    TALKERS,
    TO_NOBODY,
    TO_TALKERS,
    Centre,
    agent,
    caller,
    centre_in,
    dropped,
    eventually,
    heard_since,
    lives,
    note,
    pick_up,
    sound_of_the_house,
)


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


async def test_while_no_server_can_start_the_fallback_serves_everybody_and_talks_go_on(
    centre: Centre, phones: AsyncExitStack
):
    talking_desk = await agent(centre, phones, TALKERS[0])
    talking = await caller(phones, centre.caller(), TO_TALKERS)
    await pick_up(talking_desk, centre.voice(440.0))
    await talking.say(centre.voice(1000.0), loop=True)
    ready = [await agent(centre, phones, extension) for extension in TALKERS[1:3]]
    in_menu = await caller(phones, centre.caller("13800000001", heard=True), MENU)
    waiting = await caller(phones, centre.caller("13800000002", heard=True), TO_NOBODY)
    await centre.until_crowd(Talking=1, InDialplan=1, Waiting=1)
    contact = next(phase.contact.id for phase in centre.phases() if phase.contact.talks)
    sent_away = next(
        phase.contact.id for phase in centre.phases() if phase.contact.queue and not phase.contact.talks
    )

    centre.hide_database()
    try:
        killed = centre.kill_server()
        new = await _new_caller_is_served_at_once(centre, phones)
        sent = await asyncio.to_thread(centre.until, "callers_sent_to_fallback", killed, 8.0)
        note("no server can start: those inside sent to the fallback", sent)
        assert sent < 3.0
        for desk in ready:
            rang = (await pick_up(desk, centre.voice(620.0))).at - killed
            note("no server can start: a ready agent's telephone rings", rang)
            assert rang < sent + 3.0
        assert dropped(talking_desk, talking, in_menu, waiting) == []
    finally:
        centre.show_database()
    back = time.time()
    note("a server can start again: driven again", await centre.back(back))
    assert dropped(talking_desk, talking, in_menu, waiting) == []
    ended = f"select outcome from contacts where contact = '{sent_away}'"
    await eventually(lambda: centre.rows(ended) == [("fallback",)], 5.0, lambda: f"{centre.rows(ended)}")
    await talking.lasts(1.0)
    # Those who talk in the fallback are busy also for the server that is back.
    again = await phones.enter_async_context(Phone(centre.caller("13800000004")))
    await again.call(TO_TALKERS)
    await again.wait_for(h.Answered, within=5.0)
    await centre.until_crowd(Talking=1, Waiting=1)
    await again.lasts(1.0)
    assert [sum(isinstance(one, h.Incoming) for one in desk.happened) for desk in ready] == [1, 1]
    await again.hang_up()
    await talking_desk.hang_up()
    await eventually(lambda: centre.crowd()["Surveying"] == 1, 5.0, lambda: f"{centre.crowd()}")
    await talking.hang_up()
    await _is_recorded(centre, contact)
    # The ready agents got two of the three; none of the others has been dropped.
    assert dropped(in_menu, waiting) == []
    for phone in (in_menu, waiting, new, *ready):
        await phone.hang_up()
    await _heard_the_sentence_in_english_alone(in_menu, waiting, new)
    # What the fallback's agents and their callers said is kept, though nobody here drove those talks.
    query = "select state from recordings where agent = '' and seconds > 0.5"
    await eventually(lambda: centre.rows(query) == [("stored",)] * 2, 12.0, lambda: f"{centre.rows(query)}")


async def _new_caller_is_served_at_once(centre: Centre, phones: AsyncExitStack) -> Phone:
    phone = await phones.enter_async_context(Phone(centre.caller("13800000003", heard=True)))
    began = time.time()
    await phone.call(MENU)
    ringing = (await phone.wait_for(h.Ringing, within=2.0)).at - began
    note("no server: it rings for a new caller", ringing)
    assert ringing < 0.5
    seconds = (await phone.wait_for(h.Answered, within=4.0)).at - began
    await eventually(lambda: heard_since(phone, began), 1.0, lambda: "the fallback says nothing")
    note("no server: a new caller is answered by the fallback", seconds)
    assert seconds < 3.0
    return phone


async def _heard_the_sentence_in_english_alone(*waited: Phone) -> None:
    """One of them was not taken by an agent, and so heard it; in the language of the number he dialled."""
    for phone in waited:
        await phone.wait_for(h.Recorded, within=5.0)
    heard = [read_wav(Path(phone.heard)) for phone in waited]
    said, other = (
        read_wav(sound_of_the_house("fallback", language))[0][: 2 * 8000] for language in ("en", "zh")
    )
    assert max(find(said, samples, rate).score for samples, rate in heard) > 0.5
    assert max(find(other, samples, rate).score for samples, rate in heard) < 0.5


async def _is_recorded(centre: Centre, contact: str) -> None:
    query = f"select state, file from recordings where contact = '{contact}'"
    await eventually(
        lambda: bool(centre.rows(query)) and centre.rows(query)[0][0] != "recording",
        6.0,
        lambda: f"{centre.rows(query)} is not finished",
    )
    state, file = centre.rows(query)[0]
    assert state == "stored"
    tracks, rate = read_tracks(centre.settings.archive / str(file))
    for track, frequency in zip(tracks, (1000.0, 440.0), strict=True):
        talk = track[int(0.5 * rate) : -int(0.5 * rate)]
        assert tone_share(talk, rate, frequency) > 0.8
        assert longest_silence(talk, rate) < 0.2


async def test_when_asterisk_dies_its_calls_are_over_and_the_next_ones_are_routed(
    centre: Centre, phones: AsyncExitStack
):
    desk = await agent(centre, phones, TALKERS[0])
    talking = await caller(phones, centre.caller(), TO_TALKERS)
    await pick_up(desk, centre.voice(440.0))
    await talking.say(centre.voice(1000.0), loop=True)
    in_menu = await caller(phones, centre.caller(), MENU)
    waiting = await caller(phones, centre.caller(), TO_NOBODY)
    await centre.until_crowd(Talking=1, InDialplan=1, Waiting=1)
    contacts = {type(phase).__name__: phase.contact.id for phase in centre.phases()}
    await talking.lasts(3.0)
    server, killed = centre.server(), centre.kill_asterisk()
    noticed = await asyncio.to_thread(centre.until, "ari_link_down", killed, 6.0)
    note("Asterisk killed: noticed by the server", noticed)
    assert noticed < 5.0
    returned = killed + await asyncio.to_thread(centre.until, "ari_link_up", killed, 10.0)
    note("Asterisk killed: there again", returned - killed)
    await eventually(lambda: not centre.phases(), 5.0, lambda: f"{centre.crowd()}")
    note("Asterisk killed: its calls are over", time.time() - killed)

    for phone in (talking, in_menu, waiting, desk):
        await phone.hang_up()
    again = await caller(phones, centre.caller(), TO_TALKERS)
    await desk.wait_for(h.Incoming, within=5.0)
    note("Asterisk there again: a new call rings at an agent", time.time() - returned)
    await desk.answer()
    await centre.until_crowd(Talking=1)
    assert centre.server() == server
    await again.hang_up()
    for phase, outcome in (
        ("Talking", "answered"),
        ("InDialplan", "left_in_menu"),
        ("Waiting", "left_in_queue"),
    ):
        query = f"select outcome from contacts where contact = '{contacts[phase]}'"
        await centre.until_rows(query, [(outcome,)])
    query = f"select state, seconds, reason from recordings where contact = '{contacts['Talking']}'"
    await eventually(
        lambda: centre.rows(query)[0][0] != "recording", 5.0, lambda: f"{centre.rows(query)} is not finished"
    )
    state, seconds, reason = centre.rows(query)[0]
    assert state == "stored" or "too short" in str(reason)
    assert float(str(seconds)) > 1.5


async def test_an_asterisk_that_stays_away_has_no_calls_and_gets_no_server_killed(
    centre: Centre, phones: AsyncExitStack
):
    phone = await caller(phones, centre.caller(), MENU)
    server = centre.server()
    # Asterisk writes down once a second who has registered or gone: telephones of earlier tests stay gone.
    await phone.lasts(1.5)
    centre.keep_asterisk_down(True)
    killed = centre.kill_asterisk()
    try:
        over = await eventually(lambda: not centre.phases(), 8.0, lambda: f"{centre.crowd()}")
    finally:
        centre.keep_asterisk_down(False)
    note("Asterisk stays away: its calls are over", over)
    assert over < 5.0
    await asyncio.to_thread(centre.until, "ari_link_up", killed, 15.0)
    await centre.back(killed)
    assert centre.server() == server
    await phone.hang_up()
    again = await caller(phones, centre.caller(), MENU)
    await centre.until_crowd(InDialplan=1)
    await again.hang_up()


async def test_asked_to_end_it_lets_talks_and_surveys_finish_and_the_fallback_serves_the_others(
    centre: Centre, phones: AsyncExitStack
):
    desk = await agent(centre, phones, TALKERS[0])
    talking = await caller(phones, centre.caller(), TO_TALKERS)
    await pick_up(desk, centre.voice(440.0))
    in_menu = await caller(phones, centre.caller("13800000001"), MENU)
    waiting = await caller(phones, centre.caller("13800000002"), TO_NOBODY)
    await centre.until_crowd(Talking=1, InDialplan=1, Waiting=1)
    contact = next(phase.contact.id for phase in centre.phases() if phase.contact.talks)
    assert "WATCHDOG=1" in centre.told_manager()
    assert centre.guardian is not None
    guardian, server, asked = centre.guardian, centre.server(), time.time()

    guardian.send_signal(signal.SIGHUP)
    await asyncio.to_thread(centre.until, "dialplans_unchanged", asked, 3.0)
    guardian.send_signal(signal.SIGTERM)
    await centre.until_crowd(Talking=1)
    new = await phones.enter_async_context(Phone(centre.caller("13800000003", heard=True)))
    await new.call(MENU)
    await new.wait_for(h.Answered, within=5.0)
    for phone in (in_menu, waiting, new):
        await eventually(lambda phone=phone: phone.hears_sound(), 3.0, lambda: "the fallback says nothing")
    await desk.hang_up()
    await centre.until_crowd(Surveying=1)
    await talking.press("4")
    query = f"select question, answer from answers where contact = '{contact}'"
    await centre.until_rows(query, [("csat", "4")])
    await talking.wait_for(h.Ended, within=10.0)
    await eventually(lambda: not lives(server), 5.0, lambda: "the server lives")
    assert dropped(in_menu, waiting, new) == []
    assert guardian.poll() is None  # the fallback still serves three

    for phone in (in_menu, waiting, new):
        await phone.hang_up()
    await asyncio.to_thread(guardian.wait, 8.0)
    note("asked to end, with nobody left: everything has ended", time.time() - asked)
    assert pid_of(centre.instance) is None
    told = [word for word in centre.told_manager() if word != "WATCHDOG=1"]
    assert told[-3:] == ["RELOADING=1", "READY=1", "STOPPING=1"]
    given = f"select count(*) from contacts where outcome = 'fallback' and ended_at > {asked}"
    await centre.until_rows(given, [(2,)])
    await asyncio.to_thread(centre.open)
    assert "READY=1" in centre.told_manager()
