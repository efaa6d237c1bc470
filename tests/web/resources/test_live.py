from tests.web.conftest import OpenClient


async def test_live_contacts_hide_the_callers_number(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/live-contacts") as answer:
        (contact,) = (await answer.json())["contacts"]
    assert (contact["phase"], contact["caller"]) == ("waiting", "138****8000")


async def test_live_contacts_show_the_number_to_who_may_see_it(client: OpenClient) -> None:
    session = await client("contacts:read", "pii")
    async with session.get("/v1/live-contacts") as answer:
        (contact,) = (await answer.json())["contacts"]
    assert contact["caller"] == "13812348000"
