from datetime import date

from tests.web.conftest import OpenClient, World


async def test_todays_figures_are_told_by_queue_and_by_agent(world: World, client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/figures") as answer:
        told = await answer.json()

    assert world.desk.asked == [None]
    assert [(one["queue"], one["answer_rate"]) for one in told["queues"]] == [("repair", 0.8)]
    assert [(one["agent"], one["missed"], one["average_score"]) for one in told["agents"]] == [
        ("8001", 2, 4.5)
    ]


async def test_the_figures_of_another_day_are_told_when_asked_for(world: World, client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/figures", params={"day": "2026-11-29"}) as answer:
        assert answer.status == 200
    async with session.get("/v1/figures", params={"day": "yesterday"}) as answer:
        assert answer.status == 422

    assert world.desk.asked == [date(2026, 11, 29)]


async def test_figures_need_the_right_to_read_contacts(client: OpenClient) -> None:
    session = await client("agents:read")
    async with session.get("/v1/figures") as answer:
        assert answer.status == 403
