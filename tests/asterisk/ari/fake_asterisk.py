"""A stand-in for Asterisk's ARI: a websocket, and HTTP, answering as a test says and telling what it says."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self

from aiohttp import WSMsgType, web

Answer = Callable[[dict[str, Any]], tuple[int, object] | None]


def agree(request: dict[str, Any]) -> tuple[int, object] | None:
    """Answer yes to everything, with nothing in it."""
    return 200 if request["method"] == "PUT" else 204, {}


class FakeAsterisk:
    """Listens on a port of its own.  ``answer`` gives a request's status and body, None is silence.

    ``requests`` are those that came, ``filters`` the event filters among them, ``connections`` how many
    links there have been.  Without ``autoping`` it answers no pings, and keeps the ``pongs``.
    """

    def __init__(self, *, autoping: bool = True) -> None:
        self.pongs: list[bytes] = []
        self._autoping = autoping
        self.answer: Answer = agree
        self.filter_status: int | None = 200
        self.requests: list[dict[str, Any]] = []
        self.filters: list[dict[str, Any]] = []
        self.connections = 0
        self.authorization = ""
        self.port = 0
        self.released = asyncio.Event()
        self.handshake_status = 0
        self.socket: web.WebSocketResponse | None = None
        self._runner: web.AppRunner | None = None
        self._changed = asyncio.Event()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a request or a connection makes the condition true."""
        async with asyncio.timeout(5):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ari"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/ari/events", self._serve)
        app.router.add_route("*", "/ari/{path:.*}", self._serve_plain)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Go away, as an Asterisk that is killed."""
        if self.socket is not None and self.socket._writer is not None:  # the abrupt end, without farewell
            self.socket._writer.transport.abort()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def tell(self, *frames: object) -> None:
        """Send frames: dicts as JSON, texts and bytes as they are."""
        assert self.socket is not None
        for frame in frames:
            match frame:
                case bytes():
                    await self.socket.send_bytes(frame)
                case str():
                    await self.socket.send_str(frame)
                case _:
                    await self.socket.send_str(json.dumps(frame))

    async def reply(self, request: dict[str, Any], status: int, body: object) -> None:
        number = request["request_id"]
        frame = {
            "type": "RESTResponse",
            "transaction_id": number,
            "request_id": number,
            "status_code": status,
            "reason_phrase": "",
            "uri": request["uri"],
            "message_body": json.dumps(body),
            "application": "switchroom",
            "timestamp": "2026-11-22T06:05:21.494+0000",
        }
        await self.tell(frame)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if self.handshake_status:
            return web.Response(status=self.handshake_status)
        self.authorization = request.headers["Authorization"]
        self.connections += 1
        self._changed.set()
        self.socket = web.WebSocketResponse(autoping=self._autoping)
        await self.socket.prepare(request)
        async for message in self.socket:
            if message.type is WSMsgType.TEXT:
                await self._take(json.loads(message.data))
            elif message.type is WSMsgType.PONG:
                self.pongs.append(message.data)
                self._changed.set()
        return self.socket

    async def _serve_plain(self, request: web.Request) -> web.Response:
        """A request by HTTP; one without an answer has one when it is ``released``."""
        self.authorization = request.headers["Authorization"]
        known = {"method": request.method, "uri": request.path.removeprefix("/ari/"), "http": True}
        self.requests.append(known | {"query": dict(request.query), "message_body": await request.text()})
        self._changed.set()
        answer = self.answer(self.requests[-1])
        if answer is None:
            await self.released.wait()
        status, body = answer or (204, {})
        return web.json_response(body, status=status)

    async def _take(self, request: dict[str, Any]) -> None:
        if request["uri"].endswith("/eventFilter"):
            self.filters.append(json.loads(request["message_body"]))
            self._changed.set()
            if self.filter_status is not None:
                await self.reply(request, self.filter_status, {})
            return
        self.requests.append(request)
        self._changed.set()
        answer = self.answer(request)
        if answer is not None:
            await self.reply(request, *answer)
