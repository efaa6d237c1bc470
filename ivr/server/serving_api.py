"""The HTTP API, kept open for as long as the house lives."""

import asyncio
from typing import TYPE_CHECKING

import structlog

import ivr
from ivr.server.desk import HouseDesk
from ivr.server.window import Window
from ivr.web.app import create_app, serve
from ivr.web.tokens import TokenBook

if TYPE_CHECKING:
    from ivr.server.house import House

log = structlog.get_logger()

SECONDS_BETWEEN_TRIES = 5.0
"""How long to wait until the port is tried again."""


async def serve_api(house: "House") -> None:
    """Serve the API until cancelled; whatever keeps it from its port does not touch the calls."""
    tokens = TokenBook(house.settings.state / "tokens.json")
    api = house.settings.api
    while True:
        app = create_app(Window(house), HouseDesk(house), tokens, house.figures, ivr.__version__, house.clock)
        try:
            async with serve(app, api.host, api.port) as (host, port):
                log.info("api_open", host=host, port=port)
                await asyncio.Event().wait()
        except OSError as error:
            remedy = "free the port, or set api.port to another; calls go on meanwhile"
            log.error("api_not_open", host=api.host, port=api.port, reason=str(error), remedy=remedy)
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)
