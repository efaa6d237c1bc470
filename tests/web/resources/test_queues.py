from tests.web.conftest import OpenClient


async def test_a_queue_tells_who_waits_how_long_and_who_is_ready(client: OpenClient) -> None:
    session = await client("floor:read")
    async with session.get("/v1/queues/repair") as answer:
        told = await answer.json()
    assert (told["waiting"], told["longest_wait_seconds"], told["ready_agents"]) == (2, 12.5, 1)
    async with session.get("/v1/queues") as answer:
        assert await answer.json() == {"queues": [told]}


async def test_a_queue_that_is_not_there_is_not_found(client: OpenClient) -> None:
    session = await client("floor:read")
    async with session.get("/v1/queues/sales") as answer:
        assert answer.status == 404
