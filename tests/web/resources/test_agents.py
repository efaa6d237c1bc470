from tests.web.conftest import OpenClient, World
from tests.web.fake_house import WANG


async def test_agents_are_listed_by_id(world: World, client: OpenClient) -> None:
    session = await client("agents:read")
    async with session.get("/v1/agents") as answer:
        told = await answer.json()
    assert [agent["agent"] for agent in told["agents"]] == ["8001", "8002"]
    assert told["agents"][0] == WANG.model_dump(mode="json")


async def test_an_agent_who_is_not_there_is_not_found(client: OpenClient) -> None:
    session = await client("agents:read")
    async with session.get("/v1/agents/8009") as answer:
        assert answer.status == 404
        assert (await answer.json())["detail"] == "there is no agent 8009"


async def test_an_agent_signs_in_and_is_told_how_he_stands(world: World, client: OpenClient) -> None:
    session = await client("agents:write")
    async with session.post("/v1/agents/8002/sign-in") as answer:
        assert answer.status == 200
        assert (await answer.json())["state"] == "ready"
    assert world.house.acts == [("8002", "sign_in", "")]


async def test_a_pause_has_its_reason(world: World, client: OpenClient) -> None:
    session = await client("agents:write")
    async with session.post("/v1/agents/8001/pause", json={"reason": "午饭"}) as answer:
        assert (await answer.json())["reason"] == "午饭"
    assert world.house.acts == [("8001", "pause", "午饭")]


async def test_a_pause_without_a_word_is_just_a_pause(world: World, client: OpenClient) -> None:
    session = await client("agents:write")
    async with session.post("/v1/agents/8001/pause") as answer:
        assert answer.status == 200
    assert world.house.acts == [("8001", "pause", "pause")]


async def test_who_is_not_signed_in_is_neither_ready_nor_on_pause(world: World, client: OpenClient) -> None:
    session = await client("agents:write")
    for action in ("ready", "pause"):
        async with session.post(f"/v1/agents/8002/{action}") as answer:
            assert answer.status == 409
            assert "sign in first" in (await answer.json())["detail"]
    assert world.house.acts == []


async def test_wrap_up_ends_early_only_when_there_is_one(world: World, client: OpenClient) -> None:
    session = await client("agents:write")
    async with session.post("/v1/agents/8001/end-wrap-up") as answer:
        assert answer.status == 409
    world.house.standing["8001"] = WANG.model_copy(update={"state": "wrap_up"})
    async with session.post("/v1/agents/8001/end-wrap-up") as answer:
        assert answer.status == 200
    assert world.house.acts == [("8001", "end_wrap_up", "")]


async def test_reading_agents_does_not_allow_changing_them(world: World, client: OpenClient) -> None:
    session = await client("agents:read")
    async with session.post("/v1/agents/8002/sign-in") as answer:
        assert answer.status == 403
        assert 'scope="agents:write"' in answer.headers["WWW-Authenticate"]
    assert world.house.acts == []
