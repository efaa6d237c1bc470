from tests.web.conftest import OpenClient, World
from tests.web.fake_house import CALLER, recording


async def test_pages_follow_each_other_without_gap_or_repetition(client: OpenClient) -> None:
    session = await client("contacts:read")
    seen: list[str] = []
    query = {"limit": "2"}
    for _ in range(3):
        async with session.get("/v1/contacts", params=query) as answer:
            page = await answer.json()
        seen += [contact["contact"] for contact in page["contacts"]]
        if page["next"] is not None:
            query["cursor"] = page["next"]
    assert seen == [f"sw-1762990000-{number}" for number in (4, 3, 2, 1, 0)]
    assert page["next"] is None


async def test_a_search_hands_on_what_is_wanted(world: World, client: OpenClient) -> None:
    session = await client("contacts:read", "pii")
    query = {"caller": CALLER, "queue": "repair", "since": "1762990000.5"}
    async with session.get("/v1/contacts", params=query) as answer:
        assert len((await answer.json())["contacts"]) == 5
    (wanted,) = world.house.searches
    assert (wanted.caller, wanted.queue, wanted.since, wanted.until) == (CALLER, "repair", 1762990000.5, None)


async def test_looking_by_number_needs_the_right_to_see_numbers(world: World, client: OpenClient) -> None:
    session = await client("contacts:read", "admin")
    async with session.get("/v1/contacts", params={"caller": CALLER}) as answer:
        assert answer.status == 403
    assert world.house.searches == []


async def test_found_numbers_are_masked(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/contacts") as answer:
        contacts = (await answer.json())["contacts"]
    told = {(contact["caller"], contact["caller_raw"], contact["caller_withheld"]) for contact in contacts}
    assert told == {("138****8000", "013*****8000", False)}


async def test_a_contact_comes_with_its_survey_and_recording(world: World, client: OpenClient) -> None:
    world.house.ledger["sw-1762990000-2"] = recording("sw-1762990000-2", "stored")
    session = await client("contacts:read")
    async with session.get("/v1/contacts/sw-1762990000-2") as answer:
        told = await answer.json()
    assert told["contact"]["survey"] == {"satisfied": "5"}
    assert told["contact"]["caller"] == "138****8000"
    assert told["recording"]["state"] == "stored"


async def test_a_contact_that_is_not_there_is_not_found(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/contacts/nobody") as answer:
        assert answer.status == 404


async def test_wrong_and_unknown_parameters_are_all_named(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/contacts?limit=0&qeue=repair&since=NaN&cursor=x") as answer:
        assert answer.status == 422
        told = await answer.json()
    assert {(slip["place"], slip["pointer"]) for slip in told["errors"]} == {
        ("query", "#/limit"),
        ("query", "#/qeue"),
        ("query", "#/since"),
        ("query", "#/cursor"),
    }
    (unknown,) = [slip for slip in told["errors"] if slip["pointer"] == "#/qeue"]
    assert unknown["remedy"] == 'did you mean "queue"?'


async def test_a_parameter_given_twice_is_refused(client: OpenClient) -> None:
    session = await client("contacts:read")
    async with session.get("/v1/contacts?queue=a&queue=b") as answer:
        assert answer.status == 422


async def test_a_storage_that_cannot_answer_is_told_as_unavailable(world: World, client: OpenClient) -> None:
    world.house.locked = True
    session = await client("contacts:read")
    async with session.get("/v1/contacts") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        assert (await answer.json())["detail"] == "storage is not available now"
