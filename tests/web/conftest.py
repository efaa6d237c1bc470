"""What the tests of the API share: a house of literals, tokens, and clients in this process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from ivr.web.app import create_app, serve
from ivr.web.figures import Figures
from ivr.web.tokens import Scope, TokenBook, make_token
from tests.web.fake_desk import FakeDesk
from tests.web.fake_house import NOW, FakeHouse

Client = aiohttp.ClientSession
OpenClient = Callable[..., Awaitable[Client]]


class World:
    """The house and its API: ``clock`` is the time that it tells."""

    def __init__(self, folder: Path) -> None:
        self.house = FakeHouse(folder)
        self.desk = FakeDesk()
        self.tokens = folder / "state" / "tokens.json"
        self.figures = Figures()
        self.clock = NOW
        self.port = 0

    def now(self) -> float:
        return self.clock

    def app(self) -> web.Application:
        return create_app(self.house, self.desk, TokenBook(self.tokens), self.figures, "1.2.3", self.now)

    def token(self, *scopes: Scope, lifetime: float | None = None, name: str = "test") -> str:
        return make_token(self.tokens, name, scopes, self.clock, lifetime)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
async def client(world: World) -> AsyncIterator[OpenClient]:
    """Opens clients of the running API, each with a token of the given scopes (none: without a token)."""
    async with AsyncExitStack() as open_things:
        host, port = await open_things.enter_async_context(serve(world.app(), port=0))
        world.port = port

        async def connect(
            *scopes: Scope, secret: str | None = None, language: str = "en", name: str = "test"
        ) -> Client:
            if scopes:
                secret = world.token(*scopes, name=name)
            headers = {"Accept-Language": language}
            if secret is not None:
                headers["Authorization"] = f"Bearer {secret}"
            session = aiohttp.ClientSession(f"http://{host}:{port}", headers=headers)
            return await open_things.enter_async_context(session)

        yield connect
