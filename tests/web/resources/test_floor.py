import asyncio
import json

import aiohttp
import pytest

from ivr.web import feed
from ivr.web.port import FloorChange
from tests.web.conftest import OpenClient, World
from tests.web.fake_house import CALLER, WAITS, WANG

CHANGE = FloorChange(kind="agent", id="8001", value=WANG.model_copy(update={"state": "ringing"}))
GONE = FloorChange(kind="contact", id=WAITS.contact, value=None)


async def told(socket: aiohttp.ClientWebSocketResponse) -> dict[str, object]:
    message = await asyncio.wait_for(socket.receive(), 5.0)
    return dict(json.loads(message.data))


async def test_a_watcher_sees_the_floor_and_then_its_changes(world: World, client: OpenClient) -> None:
    session = await client("floor:read")
    async with session.ws_connect("/v1/floor") as socket:
        first = await told(socket)
        assert (first["kind"], first["value"]["waiting"][0]["position"]) == ("floor", 1)
        (tell,) = world.house.watchers
        tell(CHANGE)
        tell(GONE)
        change = await told(socket)
        assert (change["id"], change["value"]["state"]) == ("8001", "ringing")
        assert await told(socket) == {"kind": "contact", "id": WAITS.contact, "value": None}
    await until(lambda: world.house.watchers == [])


async def test_watchers_see_numbers_only_if_they_may(world: World, client: OpenClient) -> None:
    change = FloorChange(kind="contact", id=WAITS.contact, value=WAITS)
    for scopes, caller in ((("floor:read",), "138****8000"), (("floor:read", "pii"), CALLER)):
        session = await client(*scopes)
        async with session.ws_connect("/v1/floor") as socket:
            first = await told(socket)
            world.house.watchers[-1](change)
            second = await told(socket)
        assert (first["value"]["contacts"][0]["caller"], second["value"]["caller"]) == (caller, caller)


async def test_the_floor_needs_its_scope_and_a_websocket(client: OpenClient) -> None:
    stranger, watcher = await client("agents:read"), await client("floor:read")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await stranger.ws_connect("/v1/floor")
    assert refused.value.status == 403
    async with watcher.get("/v1/floor") as answer:
        assert (answer.status, answer.headers["Upgrade"]) == (426, "websocket")


async def test_the_page_of_another_site_may_not_watch(world: World, client: OpenClient) -> None:
    session = await client("floor:read")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect("/v1/floor", origin="https://evil.example")
    assert refused.value.status == 403
    async with session.ws_connect("/v1/floor", origin=f"http://127.0.0.1:{world.port}") as socket:
        assert (await told(socket))["kind"] == "floor"


async def test_a_watcher_who_does_not_keep_up_is_cut_off(world: World, client: OpenClient) -> None:
    session = await client("floor:read")
    socket = await session.ws_connect("/v1/floor")
    await told(socket)
    (tell,) = world.house.watchers
    for _ in range(feed.MOST_WAITING + 1):
        tell(CHANGE)
    await until(lambda: world.house.watchers == [])
    await socket.close()


async def test_a_watcher_whose_token_is_revoked_is_sent_away(
    world: World, client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "SECONDS_BETWEEN_TOKEN_CHECKS", 0.02)
    session = await client("floor:read")
    async with session.ws_connect("/v1/floor") as socket:
        await told(socket)
        world.tokens.unlink()
        message = await asyncio.wait_for(socket.receive(), 5.0)
        assert (message.type, socket.close_code) == (aiohttp.WSMsgType.CLOSE, 1008)
    await until(lambda: world.house.watchers == [])


async def test_a_watcher_who_talks_is_not_listened_to_for_long(world: World, client: OpenClient) -> None:
    session = await client("floor:read")
    async with session.ws_connect("/v1/floor") as socket:
        await told(socket)
        await socket.send_str("x" * 5000)
        message = await asyncio.wait_for(socket.receive(), 5.0)
        assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
    await until(lambda: world.house.watchers == [])


async def until(holds: object) -> None:
    assert callable(holds)
    async with asyncio.timeout(5.0):
        while not holds():  # noqa: ASYNC110 -- what is waited for is the server's, and tells nobody
            await asyncio.sleep(0.005)
