from tests.web.conftest import OpenClient


async def test_audits_come_by_pages_the_latest_first(client: OpenClient) -> None:
    session = await client("audits:read")
    async with session.get("/v1/audits?limit=1") as answer:
        first = await answer.json()
    async with session.get("/v1/audits", params={"limit": "1", "cursor": first["next"]}) as answer:
        second = await answer.json()
    assert [told["action"] for told in first["audits"] + second["audits"]] == ["whisper", "listen"]
    assert second["next"] is None


async def test_audits_are_found_by_the_agent_whom_they_are_about(client: OpenClient) -> None:
    session = await client("admin")
    async with session.get("/v1/audits?watched=8002") as answer:
        found = await answer.json()
    assert [(told["agent"], told["allowed"]) for told in found["audits"]] == [("8009", False)]


async def test_audits_are_not_for_everybody(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/audits") as answer:
        assert answer.status == 403
