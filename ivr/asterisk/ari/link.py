"""A link: one websocket to Asterisk from its opening to its end, carrying requests, replies and events."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from itertools import count

import structlog
from aiohttp import ClientError, ClientWebSocketResponse, WSMessage, WSMsgType

from ivr.asterisk.ari.errors import LinkLostError, UnansweredError
from ivr.asterisk.ari.frames import Answered, Unread, decode, encode
from ivr.asterisk.ari.models import ApplicationReplaced, Event
from ivr.asterisk.ari.posting import Posting
from ivr.asterisk.ari.requests import Reply, Request
from ivr.asterisk.ari.stream import CrowdedError

log = structlog.get_logger()

_KINDS_COUNTED = 100

SECONDS_UNNOTICED = 0.25
"""When we come to look for an answer so much later than we meant to, Asterisk is not to blame for it."""


class Link:
    """One websocket.  ``read`` must run for anything else to happen; when it returns, the link is over.

    ``on_event`` is called in the read loop, from ``begin`` on, and must only put the event away.
    ``dropped`` counts frames that nobody could use, by what they call themselves.
    """

    def __init__(
        self,
        socket: ClientWebSocketResponse,
        request_seconds: float,
        on_event: Callable[[Event], None],
        dropped: Counter[str],
        posting: Posting | None = None,
    ) -> None:
        """With ``posting`` requests go by that, and not over the websocket."""
        self.replaced = False
        self._socket = socket
        self._seconds = request_seconds
        self._on_event = on_event
        self._dropped = dropped
        self._posting = posting
        self._numbers = count(1)
        self._pending: dict[str, asyncio.Future[Reply | None]] = {}
        self._bound: asyncio.Timeout | None = None
        self._why = ""
        self._over = False
        self._early: list[Event] | None = []
        self._clock = asyncio.get_running_loop().time
        self._heard_at = self._clock()

    def silence(self) -> float:
        """For how many seconds nothing has come from Asterisk."""
        return self._clock() - self._heard_at

    async def watch(self, every: float, patience: float) -> None:
        """Ping Asterisk every so many seconds, and give the link up when nothing comes for ``patience``."""
        while True:
            asked = self._clock()
            with contextlib.suppress(TimeoutError, ClientError, OSError):
                # A socket that takes nothing any more keeps us waiting; what is wrong with it ``read`` tells.
                async with asyncio.timeout(every):
                    await self._socket.ping()
            await asyncio.sleep(asked + every - self._clock())
            now = self._clock()
            late = now - asked - every
            if late > SECONDS_UNNOTICED:
                self._heard_at = min(now, self._heard_at + late)
            if self.silence() > patience:
                self.give_up(f"Asterisk has said nothing for {self.silence():.1f} s")

    def begin(self) -> None:
        """Hand on the events that have come so far, and each one from now on as it comes."""
        early, self._early = self._early or [], None
        for event in early:
            self._hand_on(event)

    async def request(self, request: Request) -> Reply:
        """Send a request and wait for its reply.

        Raises LinkLostError, or UnansweredError after the time-out.  Asterisk serves the requests of a
        link one after the other, so one without an answer holds up all that follow: the link is given up.
        """
        if self._over:
            raise LinkLostError(str(request))
        try:
            async with asyncio.timeout(self._seconds):
                send = self._send if self._posting is None else self._posting.request
                reply = await send(request)
        except TimeoutError:
            unanswered = UnansweredError(str(request), self._seconds)
            self.give_up(str(unanswered))
            raise unanswered from None
        except (ClientError, OSError) as error:
            raise LinkLostError(str(request)) from error
        if reply is None:
            raise LinkLostError(str(request))
        return reply

    async def _send(self, request: Request) -> Reply | None:
        number = str(next(self._numbers))
        answer: asyncio.Future[Reply | None] = asyncio.get_running_loop().create_future()
        self._pending[number] = answer
        try:
            await self._socket.send_str(encode(number, request))
            return await answer
        finally:
            self._pending.pop(number, None)

    async def read(self) -> str:
        """Read until the link is over, and say why it is.  All requests still pending fail then."""
        try:
            async with asyncio.timeout(None) as self._bound:
                async for message in self._socket:
                    self._heard_at = self._clock()
                    if message.type is WSMsgType.PING:
                        await self._socket.pong(message.data)
                    elif message.type is not WSMsgType.PONG:
                        self._take(message)
            return f"Asterisk closed the link ({self._socket.close_code})"
        except TimeoutError:
            return self._why
        finally:
            self._bound, self._over = None, True
            for answer in self._pending.values():
                if not answer.done():
                    answer.set_result(None)

    def give_up(self, why: str) -> None:
        """End the link from our side."""
        if self._bound is not None and not self._why:
            self._why = why
            self._bound.reschedule(asyncio.get_running_loop().time())

    def _take(self, message: WSMessage) -> None:
        if message.type is WSMsgType.ERROR:
            self.give_up(f"the link broke: {message.data}")
            return
        match decode(message.data):
            case Answered(request_id=number, reply=reply):
                answer = self._pending.get(number)
                if answer is not None and not answer.done():
                    answer.set_result(reply)
            case ApplicationReplaced():
                self.replaced = True
                self.give_up("another process connected under the same application name; stop one of the two")
            case Unread(type=kind):
                self._drop(kind)
            case event if self._early is not None:
                self._early.append(event)
            case event:
                self._hand_on(event)

    def _hand_on(self, event: Event) -> None:
        try:
            self._on_event(event)
        except CrowdedError as crowded:
            self.give_up(str(crowded))
        except ValueError as fault:
            self._drop(type(event).__name__)
            log.warning("ari_event_unusable", type=type(event).__name__, reason=str(fault))

    def _drop(self, kind: str) -> None:
        kind = kind if kind in self._dropped or len(self._dropped) < _KINDS_COUNTED else "other"
        if not self._dropped[kind]:
            log.info("ari_event_dropped", type=kind)
        self._dropped[kind] += 1
