from tests.web.conftest import OpenClient


async def test_an_address_is_shut_out_shown_and_let_in_again(client: OpenClient) -> None:
    session = await client("admin")
    async with session.post("/v1/bans", json={"address": "2001:db8::9", "hours": 2}) as answer:
        assert answer.status == 200
    async with session.get("/v1/bans") as answer:
        (told,) = (await answer.json())["bans"]
    assert (told["source"], told["why"]) == ("2001:db8::/64", "order")
    async with session.post("/v1/bans/lift", json={"address": "2001:db8::1"}) as answer:
        assert (await answer.json())["bans"] == []
    async with session.post("/v1/bans/lift", json={"address": "2001:db8::1"}) as answer:
        assert answer.status == 404


async def test_what_is_no_address_is_refused(client: OpenClient) -> None:
    session = await client("admin")
    for address in ("0.0.0.0/0", "somebody", "192.0.2.7,0.0.0.0/0"):
        async with session.post("/v1/bans", json={"address": address}) as answer:
            assert answer.status == 422


async def test_bans_are_not_for_everybody(client: OpenClient) -> None:
    session = await client("floor:read")
    async with session.get("/v1/bans") as answer:
        assert answer.status == 403
