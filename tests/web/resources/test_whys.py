from tests.web.conftest import OpenClient
from tests.web.fake_house import WAITS

URL = f"/v1/contacts/{WAITS.contact}/why"


async def test_an_offer_is_told_with_its_candidates_and_in_both_languages(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get(URL) as answer:
        assert answer.status == 200
        (why,) = (await answer.json())["whys"]
    assert (why["agent"], why["order"] == why["since"]) == ("8001", True)
    assert [(one["agent"], one["rank"]) for one in why["candidates"]] == [("8001", 1), ("8002", None)]
    assert why["candidates"][1]["excluded"] == [{"zh": "未签入", "en": "not signed in"}]
    assert why["told"] == [{"zh": "分配给坐席 8001", "en": "was offered to agent 8001"}]


async def test_one_agent_may_ask_for_himself_alone(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get(URL, params={"agent": "8002"}) as answer:
        (why,) = (await answer.json())["whys"]
    assert [one["agent"] for one in why["candidates"]] == ["8002"]


async def test_a_contact_without_a_journal_is_not_found(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/contacts/sw-1-1/why") as answer:
        assert answer.status == 404
