from tests.web.conftest import OpenClient

WANG = {"name": "王芳", "tier": "vip", "tags": ["老年"], "numbers": ["138 0013 8000"], "starred": True}


async def test_a_customer_is_kept_found_by_any_spelling_and_forgotten(client: OpenClient) -> None:
    session = await client("customers:read", "customers:write", "pii")
    async with session.post("/v1/customers/K-7", json=WANG) as answer:
        assert answer.status == 200, await answer.text()
        assert (await answer.json())["numbers"] == ["+8613800138000"]
    async with session.get("/v1/customers", params={"number": "013800138000"}) as answer:
        (found,) = (await answer.json())["customers"]
        assert (found["id"], found["name"], found["tier"], found["starred"]) == ("K-7", "王芳", "vip", True)
    async with session.post("/v1/customers/K-7/remove", json={}) as answer:
        assert await answer.json() == {"removed": True}
    for path, method in (("/v1/customers/K-7", session.get), ("/v1/customers/K-7/remove", session.post)):
        async with method(path) as answer:
            assert answer.status == 404


async def test_customers_come_page_by_page(client: OpenClient) -> None:
    session = await client("customers:read", "customers:write", "pii")
    for number in range(3):
        body = {"numbers": [f"1380013800{number}"]}
        async with session.post(f"/v1/customers/K-{number}", json=body) as answer:
            assert answer.status == 200
    async with session.get("/v1/customers", params={"limit": "2"}) as answer:
        page = await answer.json()
    assert ([one["id"] for one in page["customers"]], page["next"]) == (["K-0", "K-1"], "K-1")
    async with session.get("/v1/customers", params={"after": page["next"]}) as answer:
        page = await answer.json()
    assert ([one["id"] for one in page["customers"]], page["next"]) == (["K-2"], None)


async def test_without_pii_numbers_and_names_are_hidden_and_there_is_no_list(client: OpenClient) -> None:
    writer = await client("customers:write")
    async with writer.post("/v1/customers/K-7", json=WANG) as answer:
        assert (await answer.json())["numbers"] == ["+86*******8000"]
    reader = await client("customers:read")
    async with reader.get("/v1/customers/K-7") as answer:
        told = await answer.json()
        assert (told["name"], told["numbers"]) == ("王*", ["+86*******8000"])
    async with reader.get("/v1/customers") as answer:
        assert answer.status == 403


async def test_another_customers_number_and_what_is_no_number_are_refused(
    client: OpenClient,
) -> None:
    session = await client("customers:write", "pii")
    async with session.post("/v1/customers/K-7", json=WANG) as answer:
        assert answer.status == 200
    async with session.post("/v1/customers/K-8", json={"numbers": ["13800138000"]}) as answer:
        assert answer.status == 409
    async with session.post("/v1/customers/K-8", json={"numbers": ["1380013800"]}) as answer:
        assert answer.status == 409
        (slip,) = (await answer.json())["errors"]
        assert slip["pointer"] == "#/numbers"


async def test_the_directory_is_not_for_everybody(client: OpenClient) -> None:
    session = await client("contacts:read", "customers:read")
    async with session.post("/v1/customers/K-7", json=WANG) as answer:
        assert answer.status == 403
