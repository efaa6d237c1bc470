"""The watchdog on a real Asterisk that tells nothing of those who leave: nobody is stuck for ten seconds."""

import base64
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from ivr.asterisk.ari.models import UNREAD_EVENTS
from ivr.asterisk.credentials import ARI_USER
from ivr.phones import happenings as h
from ivr.phones.answering import NeverAnswers
from ivr.server.place import ari_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

LONGEST_STUCK = 10.0
LEAVING = ("ChannelDestroyed", "ChannelHangupRequest", "ChannelLeftBridge", "StasisEnd")


@asynccontextmanager
async def silence(centre: OpenCentre, *events: str) -> AsyncIterator[None]:
    """Asterisk tells the server nothing of these."""
    await _disallow(centre, (*UNREAD_EVENTS, *events))
    try:
        yield
    finally:
        await _disallow(centre, UNREAD_EVENTS)


async def _disallow(centre: OpenCentre, events: tuple[str, ...]) -> None:
    proof = base64.b64encode(f"{ARI_USER}:{centre.stage.secrets.ari}".encode()).decode()
    url = f"{centre.instance.ari_url}/applications/{ari_of(centre.instance).application}/eventFilter"
    wanted = {"allowed": [], "disallowed": [{"type": event} for event in events]}
    headers = {"Authorization": f"Basic {proof}"}
    async with aiohttp.ClientSession() as session, session.put(url, json=wanted, headers=headers) as answer:
        assert answer.status == 200, await answer.text()


async def test_a_talk_whose_caller_left_without_a_word_ends_and_its_agent_is_free(centre: OpenCentre) -> None:
    async with at_work(centre, "8061", talks(centre, 440)) as agent, calling(centre, "4160") as caller:
        await agent.until(h.Answered)
        await centre.until_agent("8061", "talking")
        async with silence(centre, *LEAVING):
            await caller.hang_up()
            left = time.time()
            await agent.until(h.Ended)
            shown = await centre.until_agent("8061", "wrap_up", "ready")
        await centre.until_agent("8061", "ready")
    record = await centre.record_of(caller.number)

    assert 0.5 < shown.since - left < LONGEST_STUCK
    assert (record.outcome, record.agent) == ("answered", "8061")


async def test_a_telephone_that_rings_for_somebody_who_left_without_a_word_stops(centre: OpenCentre) -> None:
    async with at_work(centre, "8041", NeverAnswers()) as agent, calling(centre, "4140") as caller:
        await agent.until(h.Incoming)
        async with silence(centre, *LEAVING):
            await caller.hang_up()
            left = time.time()
            await centre.record_of(caller.number)
        await centre.until_agent("8041", "ready")

    assert time.time() - left < LONGEST_STUCK
