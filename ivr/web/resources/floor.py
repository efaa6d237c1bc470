"""The floor: its picture and then its changes, over a websocket."""

import asyncio

import structlog
from aiohttp import web

from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.feed import FEEDS, Feed, first_message
from ivr.web.operation import operation
from ivr.web.problems import FORBIDDEN, UPGRADE_NEEDED, Refused

log = structlog.get_logger()


@operation("GET", "/v1/floor", "floor:read", kinds=(UPGRADE_NEEDED,), media="websocket")
async def watch_floor(asked: Asked) -> web.WebSocketResponse:
    """Watch the floor over a websocket: first its whole picture, then each change."""
    socket = web.WebSocketResponse(heartbeat=20.0, max_msg_size=4096, compress=False)
    if not socket.can_prepare(asked.request).ok:
        raise Refused(
            UPGRADE_NEEDED,
            Message("请用 WebSocket 连接", "connect with a websocket"),
            headers={"Upgrade": "websocket", "Connection": "Upgrade"},
        )
    _same_origin(asked.request)
    await socket.prepare(asked.request)
    feed = Feed(asked, socket)
    feeds = asked.request.app[FEEDS]
    feeds.add(feed)
    unwatch = asked.house.watch(feed.tell)
    try:
        await socket.send_str(first_message(asked))
        async with asyncio.TaskGroup() as tasks:
            working = [tasks.create_task(feed.send()), tasks.create_task(feed.watch_token())]
            async for _ in socket:
                pass  # whatever the client says is nothing to us; reading notices its end
            for task in working:
                task.cancel()
    except* ConnectionError:
        log.debug("floor_watcher_lost")
    finally:
        unwatch()
        feeds.discard(feed)
    return socket


def _same_origin(request: web.Request) -> None:
    """A page of another site may not watch with its visitor's rights."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise Refused(FORBIDDEN, Message("来源不符", "the page's origin is not this server"))
