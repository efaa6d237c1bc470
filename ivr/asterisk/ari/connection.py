"""The connection: a link to Asterisk that is made anew whenever it is lost."""

import asyncio
import contextlib
import math
import random
import time
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSServerHandshakeError,
)

from ivr.asterisk.ari.errors import AriError, LinkLostError, RefusedError
from ivr.asterisk.ari.link import Link
from ivr.asterisk.ari.models import UNREAD_EVENTS, Event, applications_filter
from ivr.asterisk.ari.posting import Posting
from ivr.asterisk.ari.requests import Reply, Request, operation_of
from ivr.asterisk.ari.settings import AriSettings

log = structlog.get_logger()

OnReply = Callable[[str, int, float], None]

# Both lists, for one that is left out keeps what an earlier server put into it, and a list of the
# ``allowed`` that does not name them swallows the replies to our requests.
_FILTER: dict[str, list[dict[str, str]]] = {
    "allowed": [],
    "disallowed": [{"type": name} for name in UNREAD_EVENTS],
}

# A link counts as a success when it held this long; a shorter one is followed by a growing pause.
_LASTING_SECONDS = 1.0
# Who took our application over would take it again: fighting for it twice a second helps nobody.
_REPLACED_SECONDS = 2.0
_CLOSE_SECONDS = 0.5


def pause_before(attempt: int, chance: float) -> float:
    """Seconds to wait before the ``attempt``-th try in a row (0 is the first); ``chance`` is in 0..1.

    The first is made at once, the next within 250 ms of each other for ten seconds or so, since an
    Asterisk that restarts is soon back; then once a second.
    """
    if attempt == 0:
        return 0.0
    longest = 0.25 if attempt <= 50 else 1.0
    return min(longest, 0.05 * 2.0 ** min(attempt - 1, 8)) * (0.5 + chance / 2)


class Connection:
    """Speaks ARI as long as ``run`` runs.

    ``on_event`` gets each event, in the read loop: it must only put it away.  ``on_link`` gets True when
    a link is up and its event filter set, and False when it is lost.  ``room`` is awaited before each
    attempt, so that a server that does not keep up is not given more.
    """

    def __init__(
        self,
        settings: AriSettings,
        on_event: Callable[[Event], None],
        on_link: Callable[[bool], None],
        room: Callable[[], Awaitable[None]],
    ) -> None:
        self.dropped: Counter[str] = Counter()
        self._settings = settings
        self._on_event = on_event
        self._on_link = on_link
        self._room = room
        self._link: Link | None = None
        self.on_reply: OnReply = lambda operation, status, seconds: None
        """Told of each request what it was, its HTTP status (0: no answer) and how long it took (s)."""

    async def request(self, request: Request) -> Reply:
        """Carry out one operation.  Raises LinkLostError or UnansweredError."""
        if self._link is None:
            raise LinkLostError(str(request))
        began, status = time.perf_counter(), 0
        try:
            reply = await self._link.request(request)
            status = reply.status
            return reply
        finally:
            self.on_reply(operation_of(request), status, time.perf_counter() - began)

    def silence(self) -> float:
        """For how many seconds nothing has been heard from Asterisk; endless without a link."""
        return math.inf if self._link is None else self._link.silence()

    async def run(self) -> None:
        """Hold a link until cancelled; whatever breaks it, another is made."""
        attempt, told = 0, ""
        while True:
            await asyncio.sleep(pause_before(attempt, random.random()))
            await self._room()
            began = asyncio.get_running_loop().time()
            reason = await self._hold()
            if reason != told:
                log.warning("ari_link_down", reason=reason, url=self._settings.url)
            lasted = asyncio.get_running_loop().time() - began
            attempt, told = (0, "") if lasted > _LASTING_SECONDS else (attempt + 1, reason)

    async def _hold(self) -> str:
        """Make one link and hold it as long as it lasts; the answer is why it ended or never began."""
        timeout = ClientTimeout(total=None, sock_connect=self._settings.connect_seconds)
        try:
            async with ClientSession(timeout=timeout) as session, self._posting() as posting:
                socket = await self._connect(session)
                link = Link(socket, self._settings.request_seconds, self._on_event, self.dropped, posting)
                try:
                    reason = await self._use(link)
                finally:
                    await _close(socket)
        except (ClientError, OSError, TimeoutError) as error:
            return _said(error)
        if link.replaced:
            await asyncio.sleep(_REPLACED_SECONDS)
        return reason

    @asynccontextmanager
    async def _posting(self) -> AsyncIterator[Posting | None]:
        if self._settings.requests == "websocket":
            yield None
            return
        async with Posting.open(self._settings.url, self._proof()) as posting:
            yield posting

    def _proof(self) -> dict[str, str]:
        settings = self._settings
        secret = f"{settings.user}:{settings.password.get_secret_value()}".encode()
        return {"Authorization": f"Basic {b64encode(secret).decode()}"}

    async def _connect(self, session: ClientSession) -> ClientWebSocketResponse:
        settings = self._settings
        async with asyncio.timeout(settings.connect_seconds):
            return await session.ws_connect(
                f"{settings.url}/events",
                params={"app": settings.application},
                headers=self._proof(),
                # Pings are ours, that we know when Asterisk was last heard (Link.watch).
                autoping=False,
                timeout=ClientWSTimeout(ws_close=_CLOSE_SECONDS),
                # All channels of a full house come in one reply.
                max_msg_size=0,
            )

    async def _use(self, link: Link) -> str:
        try:
            async with asyncio.TaskGroup() as group:
                settings = self._settings
                watching = group.create_task(link.watch(settings.ping_seconds, settings.silent_seconds))
                opening = group.create_task(self._open(link))
                reason = await link.read()
                opening.cancel()
                watching.cancel()
        finally:
            if self._link is link:
                self._link = None
                self._on_link(False)
        return reason

    async def _open(self, link: Link) -> None:
        request = applications_filter(self._settings.application, filter=_FILTER)
        try:
            reply = await link.request(request)
            if reply.status != 200:
                raise RefusedError(str(request), reply.status, reply.body.decode("utf-8", "replace"))
        except AriError as error:
            link.give_up(str(error))
            return
        self._link = link
        log.info("ari_link_up", url=self._settings.url, application=self._settings.application)
        self._on_link(True)
        link.begin()


async def _close(socket: ClientWebSocketResponse) -> None:
    # A frozen Asterisk answers no farewell, and may not even take it.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(2 * _CLOSE_SECONDS):
            await socket.close()


def _said(error: Exception) -> str:
    if isinstance(error, WSServerHandshakeError) and error.status in (401, 403):
        return f"Asterisk refused our user or password ({error.status}); see ari.conf and the secrets file"
    return str(error) or type(error).__name__
