"""The lines between server and Asterisk are cut while somebody is in every phase: the table in the docs."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import msgspec
import pytest

from ivr.phones import happenings as h
from ivr.phones.phone import Phone
from tests.real.crowd import Crowd, crowd
from tests.real.faults import MENU, RINGERS, TALKERS, TO_TALKERS, Centre, agent, centre_in, eventually, note
from tests.real.proxies import Proxy


class Between(msgspec.Struct):
    """The centre, and what stands between its server and its Asterisk."""

    centre: Centre
    ari: Proxy
    ami: Proxy


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with centre_in(tmp_path_factory.mktemp("cut") / "centre") as opened:
        yield opened


@pytest.fixture
async def between(running: Centre) -> AsyncIterator[Between]:
    """The centre with a server that reaches Asterisk through proxies; the guardian has a way of its own."""
    file = running.instance.folder / "instance.json"
    known = file.read_text(encoding="utf-8")
    async with Proxy(running.instance.ports.http) as ari, Proxy(running.instance.ports.ami) as ami:
        ports = json.loads(known)
        ports["ports"] |= {"http": ari.port, "ami": ami.port}
        file.write_text(json.dumps(ports), encoding="utf-8")
        await _next_server(running)
        yield Between(running, ari, ami)
        await asyncio.gather(ari.mend(), ami.mend())
        await running.nothing_left()
        file.write_text(known, encoding="utf-8")


async def _next_server(centre: Centre) -> None:
    await centre.nothing_left()
    await centre.next_server_waits()
    killed = centre.kill_server()
    await centre.back(killed)
    await asyncio.to_thread(centre.until, "ami.link_up", killed, 5.0)


@pytest.fixture
async def phones() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def _new_call(centre: Centre, phones: AsyncExitStack, number: str) -> Phone:
    phone = await phones.enter_async_context(Phone(centre.caller("13800000009")))
    await phone.call(number)
    return phone


async def test_without_ami_every_call_goes_on_to_its_end_and_new_telephones_are_known_after(
    between: Between, phones: AsyncExitStack
):
    centre = between.centre
    async with crowd(centre, RINGERS[:2], TALKERS[:2]) as gathered:
        cut = time.time() - 0.01
        await between.ami.cut()
        await gathered.in_control(cut)
        await gathered.all_served()
        assert gathered.dropped() != []  # they were served to the end
    desk = await agent(centre, phones, TALKERS[5])
    phone = await _new_call(centre, phones, TO_TALKERS)
    await phone.wait_for(h.Answered, within=5.0)
    await centre.until_crowd(Waiting=1)
    mended = time.time()
    await between.ami.mend()
    rang = (await desk.wait_for(h.Incoming, within=6.0)).at - mended
    note("AMI back: a telephone that had come meanwhile rings", rang)
    assert rang < 3.0
    await phone.hang_up()


async def test_without_ari_for_a_second_nobody_notices_and_a_new_caller_hears_ringing(
    between: Between, phones: AsyncExitStack
):
    centre = between.centre
    async with crowd(centre, RINGERS[:2], TALKERS[:2]) as gathered:
        cut = time.time() - 0.01
        await between.ari.cut()
        phone = await _new_call(centre, phones, MENU)
        called = next(event.at for event in phone.happened if isinstance(event, h.Calling))
        ringing = (await phone.wait_for(h.Ringing, within=2.0)).at - called
        note("ARI cut: it rings for a new caller", ringing)
        assert ringing < 0.5
        await asyncio.sleep(max(0.0, cut + 1.0 - time.time()))
        mended = time.time()
        await between.ari.mend()
        back = await asyncio.to_thread(centre.until, "resynced", mended, 3.0)
        note("ARI back after a second: driven again", back)
        await phone.wait_for(h.Answered, within=2.0)
        await eventually(lambda: centre.crowd()["InDialplan"] == 3, 3.0, lambda: f"{centre.crowd()}")
        await gathered.in_control(mended)
        assert gathered.dropped() == []
        await phone.hang_up()
        await gathered.all_served()


async def _in_the_fallback(between: Between, gathered: Crowd, since: float, within: float) -> None:
    """Those who speak with nobody are sent to the fallback, and the talks go on under control after."""
    centre = between.centre
    sent = await asyncio.to_thread(centre.until, "callers_sent_to_fallback", since, within + 3.0)
    note("no line to Asterisk: those inside sent to the fallback", sent)
    assert sent < within
    assert gathered.dropped() == []
    mended = time.time()
    await asyncio.gather(between.ari.mend(), between.ami.mend())
    back = await asyncio.to_thread(centre.until, "resynced", mended, 6.0)
    note("line to Asterisk there again: driven again", back)
    await centre.until_crowd(Talking=gathered.each)
    for desk in gathered.talking:
        desk.hang_up()
    await centre.until_crowd(Surveying=gathered.each)
    asked = time.time() - 0.01
    for phone in gathered.callers["Talking"]:
        phone.press("5")
    query = f"select count(*) from answers where at > {asked}"
    await eventually(lambda: centre.rows(query) == [(gathered.each,)], 4.0, lambda: "answers are missing")
    lost = {phase for phase in gathered.dropped() if phase != "Talking"}
    assert lost == set()
    for phase in ("InDialplan", "Waiting", "Ringing", "Surveying"):
        for phone in gathered.callers[phase]:
            phone.hang_up()


async def test_when_ari_vanishes_without_a_word_who_speaks_with_nobody_is_in_the_fallback(between: Between):
    async with crowd(between.centre, RINGERS[:2], TALKERS[:2]) as gathered:
        gone = time.time()
        between.ari.swallow()
        await _in_the_fallback(between, gathered, gone, 3.0)


async def test_without_ari_and_ami_who_speaks_with_nobody_is_in_the_fallback(between: Between):
    async with crowd(between.centre, RINGERS[:2], TALKERS[:2]) as gathered:
        gone = time.time()
        await asyncio.gather(between.ari.cut(), between.ami.cut())
        await _in_the_fallback(between, gathered, gone, 3.0)
