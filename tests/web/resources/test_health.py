import pytest

from ivr.web.port import ComponentView
from tests.web.conftest import OpenClient, World

PROXIED = {"X-Forwarded-For": "203.0.113.9"}


@pytest.mark.parametrize("path", ["/healthz", "/livez"])
async def test_the_server_lives_for_everybody(client: OpenClient, path: str) -> None:
    session = await client()
    async with session.get(path, headers=PROXIED) as answer:
        told = await answer.json()
    assert (answer.status, told["status"], told["version"]) == (200, "ok", "1.2.3")


async def test_a_house_that_stands_is_ready(client: OpenClient) -> None:
    session = await client()
    async with session.get("/readyz") as answer:
        assert (answer.status, (await answer.json())["ready"]) == (200, True)


async def test_a_house_without_its_asterisk_is_not_ready_and_says_so(
    world: World, client: OpenClient
) -> None:
    world.house.parts[0] = ComponentView(name="ari", ok=False, what="no line to Asterisk for 4 s")
    session = await client()
    async with session.get("/readyz") as answer:
        assert answer.status == 503
        assert (await answer.json())["errors"] == [{"place": "ari", "detail": "no line to Asterisk for 4 s"}]


async def test_a_house_whose_redis_is_away_takes_calls_and_says_what_is_missing(
    world: World, client: OpenClient
) -> None:
    away = ComponentView(name="redis", ok=False, what="not in step")
    world.house.parts = [part for part in world.house.parts if part.name != "redis"] + [away]
    session = await client()
    async with session.get("/readyz") as answer:
        assert answer.status == 200
        assert away.model_dump() in (await answer.json())["components"]


async def test_strangers_learn_no_reasons(world: World, client: OpenClient) -> None:
    world.house.parts[0] = ComponentView(name="ari", ok=False, what="no line to Asterisk for 4 s")
    stranger, known = await client(), await client("agents:read")
    async with stranger.get("/readyz", headers=PROXIED) as answer:
        assert (answer.status, (await answer.json())["errors"]) == (503, [])
    async with known.get("/readyz", headers=PROXIED) as answer:
        assert len((await answer.json())["errors"]) == 1
