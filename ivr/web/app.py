"""The application: every operation behind its door, and the server that it runs in."""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError

from ivr.web.answering import add_headers, answering, tell_problems
from ivr.web.asked import HOLDINGS, Holdings
from ivr.web.attempts import FailedAttempts
from ivr.web.description import DESCRIPTION, describe
from ivr.web.desk import Desk
from ivr.web.feed import FEEDS, close_feeds
from ivr.web.figures import Figures
from ivr.web.lag import LAG, LoopLag, watch_lag
from ivr.web.port import House
from ivr.web.reading import MOST_BODY_BYTES
from ivr.web.resources import OPERATIONS
from ivr.web.serving_page import add_page
from ivr.web.sessions import Sessions
from ivr.web.tokens import TokenBook

log = structlog.get_logger()

SECONDS_FOR_HEAD = 15.0
"""How long a connection may be without a whole request, from its start or since its last one."""

SECONDS_TO_END = 5.0
"""How long requests under way may take when the server ends."""


def create_app(
    house: House,
    desk: Desk,
    tokens: TokenBook,
    figures: Figures,
    version: str,
    clock: Callable[[], float] = time.time,
) -> web.Application:
    """The API of a house.  ``clock`` tells seconds since the epoch."""
    app = web.Application(middlewares=[tell_problems], client_max_size=MOST_BODY_BYTES)
    app[HOLDINGS] = Holdings(
        house=house,
        desk=desk,
        tokens=tokens,
        figures=figures,
        clock=clock,
        attempts=FailedAttempts(),
        sessions=Sessions(),
        version=version,
    )
    app[FEEDS] = set()
    app[LAG] = LoopLag()
    app[DESCRIPTION] = msgspec.json.encode(describe(OPERATIONS, version))
    for operation in OPERATIONS:
        if operation.method == "GET":
            app.router.add_get(operation.path, answering(operation))
        else:
            app.router.add_post(operation.path, answering(operation))
    add_page(app)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(close_feeds)
    app.cleanup_ctx.append(watch_lag)
    return app


@asynccontextmanager
async def serve(
    app: web.Application, host: str = "127.0.0.1", port: int = 8080
) -> AsyncIterator[tuple[str, int]]:
    """Serve the application and tell the address; port 0 takes a free one.

    At the end no new requests are taken, watchers are sent away, and what is under way has 5 s.
    Raises OSError when the address cannot be had.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=_logger(),
        handle_signals=False,
        keepalive_timeout=SECONDS_FOR_HEAD,
        shutdown_timeout=SECONDS_TO_END,
        lingering_time=2.0,
        max_line_size=8190,
        max_field_size=8190,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        address = _address(runner)
        log.info("api_listening", host=address[0], port=address[1])
        yield address
    finally:
        await runner.cleanup()


def _logger() -> logging.Logger:
    """aiohttp's log without the requests that are not HTTP: anybody can send those, as many as he likes."""
    logger = logging.getLogger("switchroom.http")
    logger.addFilter(_is_ours)
    return logger


def _is_ours(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


def _address(runner: web.AppRunner) -> tuple[str, int]:
    host, port = runner.addresses[0][:2]
    return str(host), int(port)
