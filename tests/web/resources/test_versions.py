from typing import Any

from aiohttp import ClientSession

from tests.web.conftest import OpenClient, World
from tests.web.fake_versions import IN_THE_FOLDER
from tests.web.resources.test_dialplans import FAULT

ALL = "/v1/dialplans/versions"


async def post(session: ClientSession, path: str, **body: object) -> tuple[int, dict[str, Any]]:
    async with session.post(path, json=body) as answer:
        return answer.status, await answer.json()


async def test_versions_are_listed_with_who_when_and_why(client: OpenClient) -> None:
    session = await client("admin")
    async with session.get(ALL) as answer:
        (told,) = (await answer.json())["versions"]
    assert (told["version"], told["state"], told["author"]) == ("0123456789ab", "live", "li")


async def test_what_one_token_publishes_waits_until_another_approves_it(client: OpenClient) -> None:
    first, second = await client("admin", name="wang"), await client("admin", name="zhao")
    status, told = await post(first, "/v1/dialplans/publish", audience={"share": 0.1}, note="try it")
    assert (status, told["state"], told["agreed"], told["share"]) == (200, "draft", ["wang"], 0.1)
    approve = f"{ALL}/{IN_THE_FOLDER[:6]}/approve"
    status, told = await post(first, approve)
    assert (status, told["type"]) == (409, "urn:switchroom:problem:conflict")
    status, told = await post(second, approve)
    assert (status, told["state"], told["agreed"]) == (200, "canary", ["wang", "zhao"])
    status, told = await post(second, "/v1/dialplans/rollback", note="too many gave up")
    assert (status, told["state"], told["why"]["en"]) == (200, "rolled_back", "too many gave up")


async def test_what_is_wrong_in_the_folder_is_told_and_nothing_is_published(
    world: World, client: OpenClient
) -> None:
    world.house.versions.problems = (FAULT,)
    session = await client("admin")
    status, told = await post(session, "/v1/dialplans/publish")
    assert (status, told["errors"][0]["line"]) == (422, 7)
    async with session.get(ALL) as answer:
        assert len((await answer.json())["versions"]) == 1


async def test_a_share_and_a_number_exclude_each_other(client: OpenClient) -> None:
    session = await client("admin")
    status, _ = await post(
        session, "/v1/dialplans/publish", audience={"share": 0.1, "only_from": "13800138000"}
    )
    assert status == 422


async def test_changes_are_told_in_both_languages(client: OpenClient) -> None:
    session = await client("admin")
    async with session.get("/v1/dialplans/changes", params={"old": "0123"}) as answer:
        assert (await answer.json())["changes"] == [
            {"zh": "按键 1 现在通向 repair", "en": "key 1 now leads to repair"}
        ]
    async with session.get("/v1/dialplans/changes", params={"old": "eeee"}) as answer:
        assert answer.status == 404


async def test_only_an_administrator_sees_and_decides(client: OpenClient) -> None:
    session = await client("agents:write", "contacts:read", "audits:read")
    async with session.get(ALL) as answer:
        assert answer.status == 403
    for path in ("/v1/dialplans/publish", "/v1/dialplans/rollback", f"{ALL}/ab/approve"):
        assert (await post(session, path))[0] == 403
