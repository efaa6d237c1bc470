"""The feed: the floor's changes on their way to one watcher, who is dropped when he reads too slowly."""

import asyncio

import structlog
from aiohttp import WSCloseCode, web

from ivr.web.asked import Asked
from ivr.web.door import still_good
from ivr.web.masking import for_reader
from ivr.web.port import FloorChange, LiveContactView

log = structlog.get_logger()

MOST_WAITING = 500
SECONDS_BETWEEN_TOKEN_CHECKS = 15.0


class Feed:
    """One watcher: what waits for him, and the end when it is too much."""

    def __init__(self, asked: Asked, socket: web.WebSocketResponse) -> None:
        self._asked = asked
        self._socket = socket
        self._waiting: asyncio.Queue[FloorChange] = asyncio.Queue(MOST_WAITING)

    def tell(self, change: FloorChange) -> None:
        """Have the change sent; a watcher who does not keep up is cut off."""
        try:
            self._waiting.put_nowait(change)
        except asyncio.QueueFull:
            log.warning("floor_watcher_too_slow")
            self.cut_off()

    def cut_off(self) -> None:
        """End the connection without waiting for anything: the watcher may not read any more."""
        transport = self._asked.request.transport
        if transport is not None:
            transport.abort()

    async def send(self) -> None:
        """Send what waits, until cancelled."""
        while True:
            change = await self._waiting.get()
            await self._socket.send_str(_masked(self._asked, change).model_dump_json())

    async def watch_token(self) -> None:
        """Send the watcher away when his token has expired or was taken back."""
        while still_good(self._asked, "floor:read"):  # noqa: ASYNC110 -- a file tells, not an event
            await asyncio.sleep(SECONDS_BETWEEN_TOKEN_CHECKS)
        await self.close(WSCloseCode.POLICY_VIOLATION, "the token is no longer valid")

    async def close(self, code: int, why: str) -> None:
        """Say good-bye."""
        await self._socket.close(code=code, message=why.encode())


FEEDS = web.AppKey("feeds", set[Feed])


async def close_feeds(app: web.Application) -> None:
    """Send all watchers away: the server ends."""
    feeds = app[FEEDS]
    for feed in tuple(feeds):
        await feed.close(WSCloseCode.GOING_AWAY, "the server ends")


def first_message(asked: Asked) -> str:
    """The whole floor, as the watcher may see it."""
    floor = asked.house.floor()
    contacts = tuple(for_reader(view, asked.may("pii")) for view in floor.contacts)
    shown = floor.model_copy(update={"contacts": contacts})
    return '{"kind":"floor","value":' + shown.model_dump_json() + "}"


def _masked(asked: Asked, change: FloorChange) -> FloorChange:
    if not isinstance(change.value, LiveContactView):
        return change
    return change.model_copy(update={"value": for_reader(change.value, asked.may("pii"))})
