"""Giving callers back to the extensions when no server drives them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from pydantic import SecretStr

from ivr.asterisk.ari.errors import LinkLostError, RefusedError
from ivr.asterisk.ari.rescuing import rescue
from ivr.asterisk.ari.settings import AriSettings
from tests.asterisk.ari.test_phone_system import application, channel

WAITING, TALKING, LEG, RINGING = "s-1.2", "s-1.3", "s-1-3.agent.1", "s-1-2.agent.1"
LEFT_ALONE, AGENTS_OWN = "s-1.4", "s-1.5"


class PlainAri:
    """Answers GETs by path, and notes all else; ``gone`` are channels that are no longer there.

    ``prompts`` are what keeps channels: one that is sent on goes when none of its prompts is left.
    """

    def __init__(self) -> None:
        self.state: dict[str, object] = {}
        self.done: list[str] = []
        self.gone: set[str] = set()
        self.prompts: dict[str, set[str]] = {}
        self._sent: set[str] = set()

    async def serve(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/ari/")
        if request.method == "GET":
            known = self.state.get(path)
            if path == "applications/switchroom" and isinstance(known, dict):
                stay = [one for one in known["channel_ids"] if one not in self._sent or self.prompts.get(one)]
                known = known | {"channel_ids": stay}
            return web.Response(status=404 if known is None else 200, body=json.dumps(known))
        self.done.append(f"{request.method} {path} {request.query_string}".strip())
        about = path.split("/")[1]
        if about in self.gone:
            return web.Response(status=404)
        if path.endswith("/continue"):
            self._sent.add(about)
        for playing in self.prompts.values():
            playing.discard(about)
        return web.Response(status=204)


@asynccontextmanager
async def listening(ari: PlainAri) -> AsyncIterator[AriSettings]:
    app = web.Application()
    app.router.add_route("*", "/ari/{path:.*}", ari.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        port = runner.addresses[0][1]
        yield AriSettings(
            url=f"http://127.0.0.1:{port}/ari", user="u", password=SecretStr("p"), request_seconds=1
        )
    finally:
        await runner.cleanup()


def bridge(name: str, *channels: str) -> dict[str, object]:
    words = ("technology", "bridge_type", "bridge_class", "creator", "name", "creationtime")
    return {"id": name, "channels": channels} | dict.fromkeys(words, "")


async def test_who_waits_goes_to_the_fallback_and_who_talks_is_left_alone() -> None:
    ari = PlainAri()
    caller = "switchroom,caller,c,4001"
    ari.state = {
        "applications/switchroom": application(WAITING, TALKING, LEG, RINGING, LEFT_ALONE, AGENTS_OWN),
        "channels": [
            channel(WAITING, caller),
            channel(TALKING, caller),
            channel(LEG, "switchroom,leg"),
            channel(RINGING, "(Outgoing Line)"),
            channel(LEFT_ALONE, caller),
            channel(AGENTS_OWN, "switchroom,agent,c,*11,8001"),
            channel("s-1.9", "another,caller,c,1"),
        ],
        "bridges": [bridge("s-1-3.bridge.1", TALKING, LEG), bridge("s-1-4.bridge.1", LEFT_ALONE)],
    }
    async with listening(ari) as settings:
        assert await rescue(settings) == 2
    assert sorted(ari.done) == [
        f"DELETE channels/{RINGING}",
        f"DELETE channels/{AGENTS_OWN}",
        f"POST channels/{WAITING}/continue context=fallback&extension=resume&priority=1",
        f"POST channels/{LEFT_ALONE}/continue context=fallback&extension=resume&priority=1",
    ]


async def test_the_prompts_of_those_who_are_held_by_one_are_stopped_until_they_are_gone() -> None:
    ari = PlainAri()
    calls = (WAITING, LEFT_ALONE, TALKING)
    ari.state = {
        "applications/switchroom": application(*calls),
        "channels": [channel(one, "switchroom,caller,c,4001") for one in calls],
        "bridges": [],
    }
    ari.prompts = {WAITING: {"s-1-2.play.2"}, LEFT_ALONE: {"s-1-4.play.77"}}
    async with listening(ari) as settings:
        assert await rescue(settings) == 3
    stopped = sorted(done for done in ari.done if "playbacks" in done)
    assert stopped == sorted(
        f"DELETE playbacks/s-1-{call}.play.{number}"
        for call, last in ((2, 2), (4, 20))
        for number in range(1, last + 1)
    )


async def test_who_left_meanwhile_is_not_counted() -> None:
    ari = PlainAri()
    ari.gone = {WAITING}
    ari.state = {
        "applications/switchroom": application(WAITING),
        "channels": [channel(WAITING, "switchroom,caller,c,4001")],
        "bridges": [],
    }
    async with listening(ari) as settings:
        assert await rescue(settings) == 0
    assert len(ari.done) == 1


@pytest.mark.parametrize("state", [{}, {"applications/switchroom": application()}])
async def test_where_there_is_nobody_nothing_is_done(state: dict[str, object]) -> None:
    ari = PlainAri()
    ari.state = state
    async with listening(ari) as settings:
        assert await rescue(settings) == 0
    assert ari.done == []


async def test_an_asterisk_that_is_away_is_an_error() -> None:
    settings = AriSettings(url="http://127.0.0.1:1/ari", user="u", password=SecretStr("p"), request_seconds=1)
    with pytest.raises(LinkLostError):
        await rescue(settings)


async def test_an_answer_that_is_none_of_aris_is_an_error() -> None:
    ari = PlainAri()
    ari.state = {"applications/switchroom": ["what"]}
    async with listening(ari) as settings:
        with pytest.raises(RefusedError):
            await rescue(settings)
