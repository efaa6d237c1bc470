from typing import Any

import pytest

from tests.web.conftest import Client, OpenClient, World
from tests.web.fake_desk import CENTRE

LEVEL = ["agents", "8001", "skills", "repair"]


async def version_of(session: Client, file: str) -> str:
    async with session.get("/v1/documents") as answer:
        documents = (await answer.json())["documents"]
    return str(next(one["version"] for one in documents if one["file"] == file))


async def edit(session: Client, version: str, *edits: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    order = {"version": version, "edits": list(edits)}
    async with session.post("/v1/documents/centre.yaml", json=order) as answer:
        return answer.status, await answer.json()


async def test_a_level_is_changed_and_the_comment_stays(world: World, client: OpenClient) -> None:
    session = await client("admin")
    version = await version_of(session, "centre.yaml")
    status, told = await edit(session, version, {"edit": "put", "path": LEVEL, "value": 9})

    assert status == 200
    assert told["text"] == world.desk.texts["centre.yaml"] == CENTRE.replace("repair: 8", "repair: 9")


async def test_what_would_be_wrong_is_not_saved_and_told_with_its_place(
    world: World, client: OpenClient
) -> None:
    session = await client("admin")
    version = await version_of(session, "centre.yaml")
    status, told = await edit(session, version, {"edit": "put", "path": LEVEL, "value": 11})

    assert status == 422
    assert told["errors"] == [
        {
            "place": "centre.yaml",
            "detail": "the level is too high",
            "remedy": "write 1 to 10",
            "line": 2,
            "column": 1,
        }
    ]
    assert world.desk.texts["centre.yaml"] == CENTRE


async def test_who_comes_after_somebody_else_has_saved_is_told(client: OpenClient) -> None:
    session = await client("admin")
    status, told = await edit(session, "older", {"edit": "put", "path": LEVEL, "value": 9})

    assert (status, told["type"]) == (409, "urn:switchroom:problem:conflict")


@pytest.mark.parametrize("path", [["agents", "8009", "name"], ["agents", 0]])
async def test_an_edit_that_finds_no_place_is_told(client: OpenClient, path: list[str | int]) -> None:
    session = await client("admin")
    version = await version_of(session, "centre.yaml")
    status, told = await edit(session, version, {"edit": "remove", "path": path})

    assert status == 422
    assert "there is nothing at agents" in told["detail"]


async def test_documents_are_for_administrators_alone(client: OpenClient) -> None:
    session = await client("contacts:read", "pii")
    async with session.get("/v1/documents") as answer:
        assert answer.status == 403
