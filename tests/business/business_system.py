"""A small business system over real HTTP: it knows orders and PINs, and misbehaves in every known way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

PIN = "7391"


class BusinessSystem:
    """What it was asked, and how it misbehaves: ``fails_first`` requests are answered 500."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.told: list[tuple[str, dict[str, str]]] = []
        self.headers: list[dict[str, str]] = []
        self.fails_first = 0
        self.seconds = 5.0
        self.refuses = 0
        self.port = 0

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"

    async def order(self, request: web.Request) -> web.StreamResponse:
        """An order, or what is no order."""
        self._note(request)
        if len(self.asked) <= self.fails_first:
            return web.Response(status=500)
        match request.match_info["number"]:
            case "slow":
                await asyncio.sleep(self.seconds)
            case "broken":
                return web.Response(status=500)
            case "html":
                return web.Response(text="<html>Welcome to our login page</html>")
            case "huge":
                return web.json_response({"data": {"status": "x" * 200_000}})
            case "list":
                return web.json_response([1, 2])
            case "moved":
                return web.Response(status=302, headers={"Location": "http://127.0.0.1:1/order"})
            case "none":
                return web.Response(status=404)
            case "long":
                return web.json_response({"data": {"status": "x" * 501}})
        return web.json_response({"data": {"status": "已发货", "amount": 12.50, "parcels": [{"box": 3}]}})

    async def customer(self, request: web.Request) -> web.StreamResponse:
        """Whose number it is."""
        self._note(request)
        if request.query.get("phone") != "+8613800138000":
            return web.Response(status=404)
        return web.json_response(
            {"no": 7, "name": "王芳", "level": "vip", "labels": ["elderly", "complaint"], "fav": True}
        )

    async def pin(self, request: web.Request) -> web.StreamResponse:
        """Whether the PIN is right."""
        told = await request.json()
        if told["account"] == "slow":
            await asyncio.sleep(self.seconds)
        if told["account"] == "broken":
            return web.Response(status=500)
        return web.json_response({"result": {"ok": told["pin"] == PIN}})

    async def message(self, request: web.Request) -> web.StreamResponse:
        """A message to send: each key is sent once."""
        self._note(request)
        if self.refuses > 0:
            self.refuses -= 1
            return web.Response(status=503)
        told = dict(await request.post()) or await request.json()
        if all(key != told["id"] for key, _ in self.told):
            self.told.append((told["id"], told))
        return web.json_response({"code": 0 if told["phone"] != "bad" else 17})

    def _note(self, request: web.Request) -> None:
        self.asked.append(request.raw_path)
        self.headers.append(dict(request.headers))


@asynccontextmanager
async def business_system(port: int = 0) -> AsyncIterator[BusinessSystem]:
    """One that runs."""
    system, app = BusinessSystem(), web.Application()
    app.router.add_get("/api/orders/{number}", system.order)
    app.router.add_get("/api/customers", system.customer)
    app.router.add_post("/api/pin", system.pin)
    app.router.add_post("/api/messages", system.message)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    system.port = runner.addresses[0][1]
    try:
        yield system
    finally:
        await runner.cleanup()
