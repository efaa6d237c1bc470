"""Requests by HTTP beside the websocket, against a stand-in for Asterisk."""

import asyncio

import pytest

from ivr.asterisk.ari.errors import LinkLostError, UnansweredError
from ivr.asterisk.ari.requests import Reply, Request
from tests.asterisk.ari.fake_asterisk import FakeAsterisk
from tests.asterisk.ari.test_connection import connected, digit

PLAIN = Request("GET", "bridges")


async def test_requests_go_by_http_and_events_come_over_the_websocket() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk, requests="http") as (connection, listener):
        assert await listener.next() is True
        asterisk.answer = lambda request: (200, request["query"])
        request = Request("POST", "channels/s-1.1/play", (("media", "sound:a,sound:b"),), b'{"x":1}')
        assert await connection.request(request) == Reply(200, b'{"media": "sound:a,sound:b"}')
        asked = asterisk.requests[-1]
        assert (asked["method"], asked["uri"], asked["message_body"]) == (
            "POST",
            "channels/s-1.1/play",
            '{"x":1}',
        )
        assert all(request["http"] for request in asterisk.requests)
        assert asterisk.requests[0]["uri"].endswith("/eventFilter")
        await asterisk.tell(digit("7"))
        assert getattr(await listener.next(), "digit", "") == "7"


async def test_they_are_sent_one_after_the_other_in_their_order() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk, requests="http") as (connection, listener):
        await listener.next()
        asterisk.answer = lambda request: None
        async with asyncio.TaskGroup() as group:
            for one in range(5):
                group.create_task(connection.request(Request("POST", f"x/{one}")))
            await asterisk.until(lambda: asterisk.requests[-1]["uri"] == "x/0")
            await asyncio.sleep(0.1)
            assert asterisk.requests[-1]["uri"] == "x/0"
            asterisk.released.set()
        assert [request["uri"] for request in asterisk.requests[-5:]] == [f"x/{one}" for one in range(5)]


async def test_one_without_an_answer_is_told_and_the_link_is_made_anew() -> None:
    async with (
        FakeAsterisk() as asterisk,
        connected(asterisk, requests="http", request_seconds=0.2) as (connection, listener),
    ):
        await listener.next()
        asterisk.answer = lambda request: (200, {}) if "eventFilter" in request["uri"] else None
        with pytest.raises(UnansweredError):
            await connection.request(PLAIN)
        assert [await listener.next(), await listener.next()] == [False, True]


async def test_one_on_its_way_when_the_link_ends_is_lost() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk, requests="http") as (connection, listener):
        await listener.next()
        asterisk.answer = lambda request: None
        asking = asyncio.create_task(connection.request(PLAIN))
        await asterisk.until(lambda: asterisk.requests[-1]["uri"] == "bridges")
        assert asterisk.socket is not None
        await asterisk.socket.close()
        with pytest.raises(LinkLostError):
            await asking
