from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Problem
from tests.web.conftest import OpenClient, World

FAULT = Problem(
    file="main.yaml",
    line=7,
    column=3,
    what=Message("没有节点“repiar”", 'there is no node "repiar"'),
    remedy=Message("是否想写“repair”？", 'did you mean "repair"?'),
)


async def test_the_dialplans_in_force_are_told(client: OpenClient) -> None:
    session = await client("admin")
    async with session.get("/v1/dialplans") as answer:
        assert (await answer.json())["version"] == "0123456789ab"


async def test_a_reload_answers_with_what_is_in_force(client: OpenClient) -> None:
    session = await client("admin")
    async with session.post("/v1/dialplans/reload") as answer:
        assert (answer.status, (await answer.json())["dialplans"]) == (200, ["main"])


async def test_a_refused_reload_names_file_line_column_and_remedy_in_chinese(
    world: World, client: OpenClient
) -> None:
    world.house.problems = (FAULT,)
    session = await client("admin", language="zh-CN,en;q=0.5")
    async with session.post("/v1/dialplans/reload") as answer:
        assert (answer.status, answer.headers["Content-Language"]) == (422, "zh")
        told = await answer.json()
    assert told["errors"] == [
        {
            "place": "main.yaml",
            "detail": "没有节点“repiar”",
            "remedy": "是否想写“repair”？",
            "line": 7,
            "column": 3,
        }
    ]


async def test_only_an_administrator_reloads(client: OpenClient) -> None:
    session = await client("agents:write", "contacts:read", "pii")
    async with session.post("/v1/dialplans/reload") as answer:
        assert answer.status == 403
