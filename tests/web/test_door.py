import pytest

from ivr.web.attempts import MOST_A_MINUTE
from tests.web.conftest import OpenClient, World


async def test_no_wrong_expired_and_forged_tokens_are_refused_alike(world: World, client: OpenClient) -> None:
    expired = world.token("agents:read", lifetime=10.0)
    world.clock += 11.0
    told = []
    for secret in (None, "", "swr_wrong", expired, "Ünfug"):
        session = await client(secret=secret)
        async with session.get("/v1/agents") as answer:
            told.append((answer.status, answer.headers["WWW-Authenticate"], await answer.text()))
    assert set(told) == {(401, 'Bearer realm="switchroom"', told[0][2])}


@pytest.mark.parametrize(
    "header",
    ["{token}", "Basic {token}", "Bearer {token} {token}", "Bearer{token}", "Token {token}"],
)
async def test_a_token_counts_only_where_it_belongs(world: World, client: OpenClient, header: str) -> None:
    token = world.token("agents:read")
    session = await client()
    given = {"Authorization": header.format(token=token)}
    async with session.get("/v1/agents", headers=given) as answer:
        assert answer.status == 401
    async with session.get("/v1/agents", params={"access_token": token}) as answer:
        assert answer.status == 401


async def test_two_authorizations_are_none(world: World, client: OpenClient) -> None:
    token = world.token("agents:read")
    session = await client()
    given = [("Authorization", f"Bearer {token}"), ("Authorization", "Bearer other")]
    async with session.get("/v1/agents", headers=given) as answer:
        assert answer.status in (400, 401)


async def test_the_scheme_may_be_written_small(world: World, client: OpenClient) -> None:
    session = await client()
    given = {"Authorization": f"bearer {world.token('agents:read')}"}
    async with session.get("/v1/agents", headers=given) as answer:
        assert answer.status == 200


async def test_who_tries_too_often_waits_but_locks_nobody_out(world: World, client: OpenClient) -> None:
    guesser, agent = await client(secret="swr_guess"), await client("agents:read")
    statuses = []
    for _ in range(MOST_A_MINUTE + 2):
        async with guesser.get("/v1/agents") as answer:
            statuses.append(answer.status)
    assert statuses == [401] * MOST_A_MINUTE + [429, 429]
    assert answer.headers["Retry-After"] == "61"
    async with agent.get("/v1/agents") as answer:
        assert answer.status == 200


async def test_asking_without_a_token_is_no_attempt(world: World, client: OpenClient) -> None:
    stranger = await client()
    for _ in range(MOST_A_MINUTE + 2):
        async with stranger.get("/v1/agents") as answer:
            assert answer.status == 401


async def test_a_revoked_token_ends_at_once(world: World, client: OpenClient) -> None:
    session = await client("agents:read")
    async with session.get("/v1/agents") as answer:
        assert answer.status == 200
    world.tokens.unlink()
    async with session.get("/v1/agents") as answer:
        assert answer.status == 401
