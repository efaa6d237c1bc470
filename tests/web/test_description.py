import asyncio
import threading
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator

from ivr.web.app import serve
from ivr.web.description import describe
from ivr.web.resources import OPERATIONS
from ivr.web.tokens import SCOPES
from tests.web.conftest import OpenClient, World
from tests.web.fake_house import recording

NOT_BY_SCHEMA = ["/v1/floor", "/v1/session", "/v1/documents/{file}"]
"""A websocket, and what is right only as things stand: a token that there is, the text that was read."""

DOCUMENT = describe(OPERATIONS, "1.2.3")
API = schemathesis.openapi.from_dict(DOCUMENT).exclude(path=NOT_BY_SCHEMA)


class Hurried(World):
    """A house whose minutes fly, so that nobody has to wait for having guessed too often."""

    def now(self) -> float:
        self.clock += 10.0
        return self.clock


class Served:
    """The API in a thread of its own, since schemathesis asks it from this one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def __enter__(self) -> str:
        self._thread.start()
        assert self._started.wait(10.0)
        return f"http://127.0.0.1:{self._world.port}"

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10.0)
        self._loop.close()

    async def _serve(self) -> None:
        async with serve(self._world.app(), port=0) as (_, port):
            self._world.port = port
            self._started.set()
            await self._end.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    world = Hurried(tmp_path_factory.mktemp("served"))
    for contact in world.house.ended:
        world.house.ledger[contact.contact] = recording(contact.contact, "stored")
        world.house.recording_path(contact.contact).write_bytes(b"RIFF")
    token = world.token(*SCOPES)
    with Served(world) as url:
        yield url, token


def test_the_description_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_every_operation_has_a_summary_and_every_model_a_description() -> None:
    operations = [told for path in DOCUMENT["paths"].values() for told in path.values()]
    assert all(told["summary"].endswith(".") for told in operations)
    assert all(schema.get("description") for schema in DOCUMENT["components"]["schemas"].values())


def test_no_two_operations_have_the_same_name() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))


async def test_the_description_is_served(client: OpenClient) -> None:
    session = await client()
    async with session.get("/openapi.json") as answer:
        assert (await answer.json())["openapi"] == "3.1.0"


async def test_everything_but_health_and_description_is_closed_to_strangers(client: OpenClient) -> None:
    session = await client()
    opened = set()
    for operation in OPERATIONS:
        names = {"agent": "8001", "contact": "sw-1", "customer": "K-7", "queue": "repair"}
        path = operation.path.format(**names, file="centre.yaml", version="0a")
        proxied = {"X-Forwarded-For": "203.0.113.9"}
        async with session.request(operation.method, path, headers=proxied) as answer:
            if answer.status != 401:
                opened.add(operation.path)
    # A session is opened by a token in the body, and closed by anybody; a schema tells nothing of ours.
    open_by_nature = {"/v1/session", "/v1/session/end", "/v1/dialplans/schema"}
    assert opened - open_by_nature == {"/healthz", "/livez", "/readyz", "/openapi.json"}


@API.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_does_what_its_description_says(case: schemathesis.Case, served: tuple[str, str]) -> None:
    url, token = served
    case.call_and_validate(base_url=url, headers={"Authorization": f"Bearer {token}"})
