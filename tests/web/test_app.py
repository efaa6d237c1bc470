import asyncio
from collections.abc import Sequence

import aiohttp
import pytest

from ivr.web.app import serve
from ivr.web.port import ComponentView
from tests.web.conftest import World


async def test_a_server_that_ends_sends_its_watchers_away(world: World) -> None:
    headers = {"Authorization": f"Bearer {world.token('floor:read')}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with serve(world.app(), port=0) as (host, port):
            socket = await session.ws_connect(f"http://{host}:{port}/v1/floor")
            await socket.receive()
            receiving = asyncio.create_task(socket.receive())
        message = await asyncio.wait_for(receiving, 5.0)
    assert (message.type, socket.close_code) == (aiohttp.WSMsgType.CLOSE, aiohttp.WSCloseCode.GOING_AWAY)
    assert world.house.watchers == []


async def test_a_server_that_ends_finishes_what_is_under_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> Sequence[ComponentView]:
        begun.set()
        await go_on.wait()
        return ()

    monkeypatch.setattr(world.house, "components", slowly)
    async with aiohttp.ClientSession() as session:
        async with serve(world.app(), port=0) as (host, port):
            asking = asyncio.create_task(session.get(f"http://{host}:{port}/readyz"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.05, go_on.set)
        answer = await asyncio.wait_for(asking, 5.0)
        assert answer.status == 200
        answer.release()


async def test_a_port_that_is_taken_is_told(world: World) -> None:
    async with serve(world.app(), port=0) as (host, port):
        with pytest.raises(OSError, match="address already in use"):
            async with serve(World(world.house.folder).app(), host, port):
                pass


async def test_nothing_is_left_running_when_the_server_has_ended(world: World) -> None:
    before = asyncio.all_tasks()
    async with serve(world.app(), port=0):
        pass
    assert asyncio.all_tasks() == before
