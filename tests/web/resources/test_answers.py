from tests.web.conftest import OpenClient


async def test_answers_come_by_pages_the_latest_first(client: OpenClient) -> None:
    session = await client("answers:read")
    async with session.get("/v1/answers?limit=2") as answer:
        first = await answer.json()
    async with session.get("/v1/answers", params={"limit": "2", "cursor": first["next"]}) as answer:
        second = await answer.json()
    keys = [told["contact"] for told in first["answers"] + second["answers"]]
    assert keys == [f"sw-1762990000-{number}" for number in (2, 1, 0)]
    assert second["next"] is None
