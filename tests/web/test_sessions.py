from ivr.web.sessions import COOKIE, SECONDS_OF_SESSION, Sessions
from ivr.web.tokens import revoke_token
from tests.web.conftest import OpenClient, World

ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def test_a_session_is_known_by_its_cookie_until_its_time_is_over() -> None:
    sessions = Sessions()
    cookie = sessions.begin("0a1b2c3d", 100.0)

    assert sessions.token_id(cookie, 100.0) == "0a1b2c3d"
    assert sessions.token_id("another", 100.0) is None
    assert sessions.token_id(cookie, 100.0 + SECONDS_OF_SESSION) is None


def test_a_session_that_was_closed_is_none() -> None:
    sessions = Sessions()
    cookie = sessions.begin("0a1b2c3d", 100.0)
    sessions.end(cookie)
    sessions.end(cookie)

    assert sessions.token_id(cookie, 100.0) is None


async def test_a_browser_that_showed_a_token_is_let_in_by_its_cookie(
    world: World, client: OpenClient
) -> None:
    browser = await client()
    async with browser.post("/v1/session", json={"token": world.token("agents:read")}) as answer:
        assert (await answer.json())["scopes"] == ["agents:read"]
        cookie = answer.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"

    given = {"Cookie": f"{COOKIE}={cookie.value}"}
    async with browser.get("/v1/agents", headers=given) as answer:
        assert answer.status == 200
    async with browser.get("/v1/contacts", headers=given) as answer:
        assert answer.status == 403
    async with browser.get("/v1/session", headers=given) as answer:
        assert await answer.json() == {"name": "test", "scopes": ["agents:read"]}


async def test_what_other_sites_send_with_the_cookie_is_refused(world: World, client: OpenClient) -> None:
    browser = await client()
    async with browser.post("/v1/session", json={"token": world.token("agents:write")}) as answer:
        given = {"Cookie": f"{COOKIE}={answer.cookies[COOKIE].value}"}

    for foreign in (ELSEWHERE, {"Origin": "https://example.com"}):
        async with browser.post("/v1/agents/8001/sign-in", headers={**given, **foreign}) as answer:
            assert answer.status == 401
    ours = {"Origin": f"http://127.0.0.1:{world.port}"}
    async with browser.post("/v1/agents/8001/sign-in", headers={**given, **ours}) as answer:
        assert answer.status == 200


async def test_a_session_ends_with_its_token_and_when_it_is_closed(world: World, client: OpenClient) -> None:
    browser = await client()
    token = world.token("agents:read")
    async with browser.post("/v1/session", json={"token": token}) as answer:
        given = {"Cookie": f"{COOKIE}={answer.cookies[COOKIE].value}"}
    async with browser.post("/v1/session", json={"token": token}) as answer:
        other = {"Cookie": f"{COOKIE}={answer.cookies[COOKIE].value}"}

    async with browser.post("/v1/session/end", headers=given) as answer:
        assert answer.status == 200
    async with browser.get("/v1/agents", headers=given) as answer:
        assert answer.status == 401
    async with browser.get("/v1/agents", headers=other) as answer:
        assert answer.status == 200

    [kept] = [line for line in world.tokens.read_text().split('"') if len(line) == 8 and line.isalnum()]
    revoke_token(world.tokens, kept)
    async with browser.get("/v1/agents", headers=other) as answer:
        assert answer.status == 401


async def test_a_wrong_token_opens_nothing_and_counts_as_an_attempt(client: OpenClient) -> None:
    browser = await client()
    statuses = []
    for _ in range(12):
        async with browser.post("/v1/session", json={"token": "swr_guess"}) as answer:
            statuses.append(answer.status)
            assert COOKIE not in answer.cookies
    assert statuses == [401] * 10 + [429, 429]
