"""The connection, against a stand-in for Asterisk."""

import asyncio
import hashlib
import math
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from ivr.asterisk.ari.connection import Connection, pause_before
from ivr.asterisk.ari.errors import AriError, LinkLostError, UnansweredError
from ivr.asterisk.ari.models import UNREAD_EVENTS, Event
from ivr.asterisk.ari.requests import Reply, Request
from ivr.asterisk.ari.settings import AriSettings
from ivr.asterisk.ari.stream import CrowdedError
from tests.asterisk.ari.fake_asterisk import FakeAsterisk

PLAIN = Request("GET", "bridges")


class Listener:
    """What a server would see: events and changes of the link, in one order."""

    def __init__(self) -> None:
        self.seen: asyncio.Queue[Event | bool] = asyncio.Queue()
        self.crowded = False

    def event(self, event: Event) -> None:
        if self.crowded:
            raise CrowdedError(1)
        self.seen.put_nowait(event)

    def link(self, up: bool) -> None:
        self.seen.put_nowait(up)

    async def room(self) -> None:
        return

    async def next(self) -> Event | bool:
        async with asyncio.timeout(5):
            return await self.seen.get()


@asynccontextmanager
async def connected(asterisk: FakeAsterisk, **changes: Any) -> AsyncIterator[tuple[Connection, Listener]]:
    settings = AriSettings(
        url=asterisk.url, user="u", password=SecretStr("p"), **{"request_seconds": 2.0} | changes
    )
    listener = Listener()
    connection = Connection(settings, listener.event, listener.link, listener.room)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(connection.run())
        try:
            yield connection, listener
        finally:
            running.cancel()


def digit(sign: str) -> dict[str, object]:
    channel = {
        "id": "s-1.1",
        "protocol_id": "",
        "name": "PJSIP/x",
        "state": "Up",
        "caller": {"name": "", "number": ""},
        "connected": {"name": "", "number": ""},
        "accountcode": "",
        "dialplan": {"context": "", "exten": "", "priority": 1, "app_name": "", "app_data": ""},
        "creationtime": "2026-11-22T06:05:21.494+0000",
        "language": "en",
    }
    return {
        "type": "ChannelDtmfReceived",
        "application": "switchroom",
        "timestamp": "2026-11-22T06:05:21.494+0000",
        "digit": sign,
        "duration_ms": 100,
        "channel": channel,
    }


async def test_a_link_proves_itself_and_is_up_once_its_filter_is_set() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (_, listener):
        assert await listener.next() is True
        assert asterisk.authorization == f"Basic {b64encode(b'u:p').decode()}"
        assert asterisk.filters == [{"allowed": [], "disallowed": [{"type": name} for name in UNREAD_EVENTS]}]


async def test_requests_get_their_own_replies_when_these_come_in_another_order() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (connection, listener):
        asterisk.answer = lambda request: None
        await listener.next()
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(connection.request(Request("GET", f"x/{one}"))) for one in range(3)]
            await asterisk.until(lambda: len(asterisk.requests) == 3)
            for request in reversed(asterisk.requests):
                await asterisk.reply(request, 200, request["uri"])
        assert [task.result() for task in asked] == [Reply(200, f'"x/{one}"'.encode()) for one in range(3)]


async def test_a_reply_that_nobody_asked_for_or_that_comes_twice_is_passed_over() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (connection, listener):
        await listener.next()
        await connection.request(PLAIN)
        await asterisk.reply(asterisk.requests[0], 500, {})
        await asterisk.reply({"request_id": "999", "uri": "x"}, 500, {})
        assert (await connection.request(PLAIN)).status == 204


async def test_events_come_in_order_and_are_not_held_up_by_a_request_under_way() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (connection, listener):
        asterisk.answer = lambda request: None
        await listener.next()
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(connection.request(PLAIN))
            await asterisk.until(lambda: len(asterisk.requests) == 1)
            await asterisk.tell(digit("1"), digit("2"))
            signs = [getattr(await listener.next(), "digit", None) for _ in range(2)]
            assert (signs, asking.done()) == (["1", "2"], False)
            await asterisk.reply(asterisk.requests[0], 200, {})


async def test_garbage_is_counted_and_dropped() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (connection, listener):
        await listener.next()
        await asterisk.tell("{", b"\xff\x00", {"type": "Dial"}, {"type": "Dial"}, digit("1"))
        assert getattr(await listener.next(), "digit", None) == "1"
        assert connection.dropped == {"": 2, "Dial": 2}


async def test_kinds_without_end_are_counted_together() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (connection, listener):
        await listener.next()
        await asterisk.tell(*({"type": f"Kind{number}"} for number in range(150)), digit("1"))
        await listener.next()
        assert (len(connection.dropped), connection.dropped["other"]) == (101, 50)


async def test_an_event_that_cannot_be_used_does_not_end_the_link() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (connection, listener):
        await listener.next()
        taking = listener.seen.put_nowait

        def choosy(event: Event | bool) -> None:
            if getattr(event, "digit", "") == "1":
                raise ValueError("no such time")
            taking(event)

        listener.seen.put_nowait = choosy  # type: ignore[method-assign]
        await asterisk.tell(digit("1"), digit("2"))
        assert getattr(await listener.next(), "digit", None) == "2"
        assert connection.dropped == {"ChannelDtmfReceived": 1}


async def test_when_the_link_is_lost_all_pending_requests_fail_and_it_is_made_anew() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (connection, listener):
        asterisk.answer = lambda request: None
        await listener.next()
        asking = asyncio.gather(*(connection.request(PLAIN) for _ in range(3)), return_exceptions=True)
        await asterisk.until(lambda: len(asterisk.requests) == 3)
        await asterisk.stop()
        assert [type(failed) for failed in await asking] == [LinkLostError] * 3
        assert await listener.next() is False
        with pytest.raises(LinkLostError, match="GET bridges: no link"):
            await connection.request(PLAIN)
        await asterisk.start()
        assert await listener.next() is True
        assert (asterisk.connections, len(asterisk.filters)) == (2, 2)


async def test_a_request_without_an_answer_fails_and_takes_the_link_with_it() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk, request_seconds=0.1) as (connection, listener):
        asterisk.answer = lambda request: None
        await listener.next()
        with pytest.raises(UnansweredError, match=r"GET bridges: no answer from Asterisk within 0\.1 s"):
            await connection.request(PLAIN)
        assert (await listener.next(), await listener.next()) == (False, True)


async def test_a_filter_that_is_refused_or_not_answered_is_set_again_on_another_link() -> None:
    async with FakeAsterisk() as asterisk:
        asterisk.filter_status = 404
        async with connected(asterisk, request_seconds=0.2) as (connection, listener):
            await asterisk.until(lambda: asterisk.connections == 2)
            with pytest.raises(LinkLostError):
                await connection.request(PLAIN)
            asterisk.filter_status = None
            seen = asterisk.connections
            await asterisk.until(lambda: asterisk.connections == seen + 2)
            assert listener.seen.empty()
            asterisk.filter_status = 200
            assert await listener.next() is True


async def test_a_wrong_password_is_tried_again_until_it_is_right() -> None:
    async with FakeAsterisk() as asterisk:
        asterisk.handshake_status = 401
        async with connected(asterisk) as (connection, listener):
            await asyncio.sleep(0.1)
            with pytest.raises(AriError):
                await connection.request(PLAIN)
            asterisk.handshake_status = 0
            assert await listener.next() is True


async def test_who_takes_our_application_over_is_not_fought_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.asterisk.ari.connection._REPLACED_SECONDS", 0.3)
    async with FakeAsterisk() as asterisk, connected(asterisk) as (_, listener):
        await listener.next()
        stamp = {"timestamp": "2026-11-22T06:05:21.494+0000", "application": "switchroom"}
        await asterisk.tell({"type": "ApplicationReplaced", **stamp})
        assert await listener.next() is False
        began = asyncio.get_running_loop().time()
        assert await listener.next() is True
        assert asyncio.get_running_loop().time() - began > 0.25


async def test_a_server_that_does_not_keep_up_loses_the_link_and_sees_everything_anew() -> None:
    async with FakeAsterisk() as asterisk, connected(asterisk) as (_, listener):
        await listener.next()
        listener.crowded = True
        await asterisk.tell(digit("1"))
        assert await listener.next() is False
        listener.crowded = False
        assert await listener.next() is True


async def test_a_peer_that_falls_silent_is_noticed_by_pings() -> None:
    silent: list[asyncio.StreamWriter] = []
    twice = asyncio.Event()

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        silent.append(writer)
        if len(silent) == 2:
            twice.set()
        await _handshake(reader, writer)
        while await reader.read(1000):
            pass

    server = await asyncio.start_server(deaf, "127.0.0.1", 0)
    asterisk = FakeAsterisk()
    asterisk.port = server.sockets[0].getsockname()[1]
    async with connected(asterisk, ping_seconds=0.1, silent_seconds=0.3, request_seconds=60):
        await asyncio.wait_for(twice.wait(), 5)
    server.close()
    for writer in silent:
        writer.close()


async def test_a_link_that_answers_pings_lasts_and_tells_how_long_it_has_been_silent() -> None:
    async with (
        FakeAsterisk() as asterisk,
        connected(asterisk, ping_seconds=0.05, silent_seconds=0.3) as (connection, listener),
    ):
        assert connection.silence() == math.inf
        assert await listener.next() is True
        await asyncio.sleep(0.7)
        assert 0.0 <= connection.silence() < 0.3
        assert (asterisk.connections, listener.seen.empty()) == (1, True)


async def test_a_server_that_was_held_up_itself_blames_nobody_for_it() -> None:
    async with (
        FakeAsterisk() as asterisk,
        connected(asterisk, ping_seconds=0.1, silent_seconds=0.5) as (connection, listener),
    ):
        assert await listener.next() is True
        await asyncio.sleep(0.25)
        time.sleep(1.0)  # noqa: ASYNC251  # that is what holds us up
        await asyncio.sleep(0.25)
        assert 0.0 <= connection.silence() < 0.5
        assert (asterisk.connections, listener.seen.empty()) == (1, True)


async def test_asterisk_gets_an_answer_to_a_ping_of_its_own() -> None:
    async with FakeAsterisk(autoping=False) as asterisk, connected(asterisk) as (_, listener):
        assert await listener.next() is True
        assert asterisk.socket is not None
        await asterisk.socket.ping(b"still there?")
        await asterisk.until(lambda: b"still there?" in asterisk.pongs)


async def _handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    key = next(
        line.split(": ")[1] for line in head.split("\r\n") if line.lower().startswith("sec-websocket-key")
    )
    proof = b64encode(hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()).decode()
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    writer.write("\r\n".join([*lines, f"Sec-WebSocket-Accept: {proof}", "", ""]).encode())


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_the_pauses_between_attempts_begin_with_none_and_stay_short_for_long(chance: float) -> None:
    pauses = [pause_before(attempt, chance) for attempt in range(100)]
    assert pauses[0] == 0
    assert all(0.02 < pause <= 0.25 for pause in pauses[1:51])
    assert sum(pauses[:51]) >= 6
    assert all(0.5 <= pause <= 1 for pause in pauses[51:])
