import asyncio

import pytest
import structlog

from ivr.web import app, reading
from ivr.web.tokens import read_tokens
from tests.web.conftest import OpenClient, World

PAUSE = "/v1/agents/8001/pause"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        (b'{"reason": }', 1, 12),
        (b'{"reason":\n "a",}', 2, 6),
        (b"{", 1, 1),
        (b"[" * 60_000, 1, 202),
        (b'{"reason": "\xff\xfe"}', 1, 13),
        (b'{"reason": "\\ud800"}', 1, 19),
        (b'{"reason": "a"} {}', 1, 17),
    ],
)
async def test_malformed_json_is_refused_with_the_place(
    world: World, client: OpenClient, body: bytes, line: int, column: int
) -> None:
    session = await client("agents:write")
    async with session.post(PAUSE, data=body, headers=JSON) as answer:
        assert (answer.status, answer.content_type) == (400, "application/problem+json")
        told = await answer.json()
    assert told["type"] == "urn:switchroom:problem:malformed"
    (slip,) = told["errors"]
    assert (slip["place"], slip["pointer"], slip["line"], slip["column"]) == ("body", "#", line, column)
    assert world.house.acts == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"reason": 5}', "#/reason"),
        (b'{"reason": ""}', "#/reason"),
        (b'{"reason": "a\\nb"}', "#/reason"),
        (b'{"reason": null}', "#/reason"),
        (b'{"reason": "lunch", "agent": "8002"}', "#/agent"),
        (b'{"signed_in": true}', "#/signed_in"),
        (b'{"a/b~c": 1}', "#/a~1b~0c"),
        (b"[]", "#"),
    ],
)
async def test_wrong_and_unknown_fields_are_refused_with_a_pointer(
    world: World, client: OpenClient, body: bytes, pointer: str
) -> None:
    session = await client("agents:write")
    async with session.post(PAUSE, data=body, headers=JSON) as answer:
        assert answer.status == 422
        assert [slip["pointer"] for slip in (await answer.json())["errors"]] == [pointer]
    assert world.house.acts == []


async def test_fields_where_none_belong_are_refused(world: World, client: OpenClient) -> None:
    session = await client("agents:write")
    async with session.post("/v1/agents/8002/sign-in", json={"skills": {"repair": 10}}) as answer:
        assert answer.status == 422
    assert world.house.acts == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_form_could_send_is_not_taken(world: World, client: OpenClient, kind: str) -> None:
    session = await client("agents:write")
    async with session.post(PAUSE, data=b'{"reason": "x"}', headers={"Content-Type": kind}) as answer:
        assert answer.status == 415
    assert world.house.acts == []


async def test_a_body_over_the_limit_is_refused(world: World, client: OpenClient) -> None:
    session = await client("agents:write")
    async with session.post(PAUSE, data=b'"' + b"x" * 70_000, headers=JSON) as answer:
        assert answer.status == 413
    assert world.house.acts == []


async def test_a_gigabyte_is_not_waited_for(world: World, client: OpenClient) -> None:
    await client()
    head = f"POST {PAUSE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.token('agents:write')}\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n".encode())
    writer.write(b"x" * 100_000)
    assert (await reader.readline()).startswith(b"HTTP/1.1 413")
    writer.close()


async def test_a_body_that_trickles_is_given_up(
    world: World, client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS_FOR_BODY", 0.05)
    await client()
    head = f"POST {PAUSE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.token('agents:write')}\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{{".encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 408")
    writer.close()
    assert world.house.acts == []


async def test_a_connection_that_never_finishes_its_request_is_closed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "SECONDS_FOR_HEAD", 0.1)
    async with app.serve(world.app(), port=0) as (host, port):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert await asyncio.wait_for(reader.read(), 5.0) == b""
        writer.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/9.9\r\n\r\n",
    ],
    ids=["long line", "long header", "many headers", "smuggling", "tls", "unknown version"],
)
async def test_what_is_not_proper_http_is_refused(world: World, client: OpenClient, raw: bytes) -> None:
    session = await client()
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    writer.write(raw)
    assert (await reader.readline()).split()[1] == b"400"
    writer.close()
    async with session.get("/healthz") as answer:
        assert answer.status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"])
async def test_other_methods_are_refused_with_those_that_there_are(client: OpenClient, method: str) -> None:
    session = await client("admin")
    async with session.request(method, "/v1/agents") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")
        assert answer.content_type == "application/problem+json"


async def test_an_unknown_address_is_not_found_in_the_readers_language(client: OpenClient) -> None:
    session = await client(language="zh")
    async with session.get("/v1/nothing") as answer:
        assert (answer.status, (await answer.json())["title"]) == (404, "没有找到")


async def test_a_fault_of_ours_tells_nothing_of_itself(world: World, client: OpenClient) -> None:
    world.house.broken = True
    session = await client("agents:read")
    async with session.get("/v1/agents") as answer:
        assert answer.status == 500
        assert "RuntimeError" not in await answer.text()
        assert "only tests make" not in await answer.text()


async def test_every_answer_forbids_storing_and_sniffing(client: OpenClient) -> None:
    session = await client()
    for path in ("/healthz", "/v1/agents", "/nothing"):
        async with session.get(path) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Server"] == "switchroom"


async def test_the_log_names_neither_ids_nor_tokens(
    world: World, client: OpenClient, capsys: pytest.CaptureFixture[str]
) -> None:
    token = world.token("contacts:read", "pii")
    session = await client(secret=token)
    async with session.get("/v1/contacts?caller=13812348000") as answer:
        assert answer.status == 200
    logged = capsys.readouterr()
    assert "api_request" in logged.out + logged.err
    assert "13812348000" not in logged.out + logged.err
    assert token not in logged.out + logged.err


async def test_the_log_tells_which_token_changed_what(world: World, client: OpenClient) -> None:
    session = await client("agents:write")
    (token,) = read_tokens(world.tokens)
    with structlog.testing.capture_logs() as logged:
        async with session.post("/v1/agents/8002/sign-in") as answer:
            assert answer.status == 200
    (line,) = [line for line in logged if line["event"] == "api_request"]
    assert (line["route"], line["token"]) == ("/v1/agents/{agent}/sign-in", token.id)
