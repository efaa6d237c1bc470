from tests.web.conftest import OpenClient


async def test_the_schema_of_dialplans_is_there_for_every_editor(client: OpenClient) -> None:
    session = await client()
    async with session.get("/v1/dialplans/schema") as answer:
        told = await answer.json()
    assert (answer.status, told["title"]) == (200, "A Switchroom dialplan")
    assert "name" not in told["properties"]
    async with session.get("/v1/dialplans/schema", params={"kind": "centre"}) as answer:
        assert "queues" in (await answer.json())["properties"]
    async with session.get("/v1/dialplans/schema", params={"kind": "phone"}) as answer:
        assert answer.status == 422
