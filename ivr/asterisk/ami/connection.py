"""One connection to the manager interface: panoramisk, with its second chances taken away.

panoramisk writes, parses and matches answers to actions.  What it does when something goes wrong is
replaced here: it reconnects for ever, sends unanswered actions again, waits without end for answers
that never come, and loses characters.  A connection of ours is used once; the link makes the next.
"""

import asyncio
from collections.abc import Callable

import structlog
from panoramisk import Manager, Message
from panoramisk.actions import Action as WireAction
from panoramisk.ami_protocol import AMIProtocol

from ivr.asterisk.ami import actions
from ivr.asterisk.ami.errors import FrameTooLongError, LinkDownError
from ivr.asterisk.ami.frames import Frames

log = structlog.get_logger(__name__)


class OneAction(WireAction):  # type: ignore[misc]  # panoramisk has no types
    """An action that is complete when Asterisk says so, not when its sentence looks like it."""

    @property
    def multi(self) -> bool:
        return str(self.responses[0].get("EventList", "")).lower() == "start"

    @property
    def completed(self) -> bool:
        ending = str(self.responses[-1].get("EventList", "")).lower()
        return not self.multi or ending in ("complete", "cancelled")


class _Protocol(AMIProtocol):  # type: ignore[misc]  # panoramisk has no types
    """Cuts frames rightly, survives a frame that it cannot handle, fails what waits at the end."""

    def __init__(self, owner: "Connection") -> None:
        self._owner = owner

    closed: bool

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.factory = self._owner
        self._frames = Frames()

    def data_received(self, data: bytes) -> None:
        try:
            frames = self._frames.feed(data)
        except FrameTooLongError as error:
            log.error("ami.not_an_asterisk", reason=str(error))
            self.transport.abort()
            return
        for frame in frames:
            self._handle(frame)

    def _handle(self, frame: str) -> None:
        try:
            message = Message.from_line(frame)
            if message is not None:
                self.handle_message(message)
        except Exception:  # panoramisk trusts its input, and one odd frame must not cost the link
            log.exception("ami.frame_not_understood")

    def close(self) -> None:
        for waiting in list(self.responses.values()):
            if not waiting.future.done():
                waiting.future.set_exception(LinkDownError(waiting["Action"], sent=True))
                waiting.future.exception()  # seen: its owner may have given up already
        if not self.closed:
            self.closed = True
            self.transport.abort()


class Connection(Manager):  # type: ignore[misc]  # panoramisk has no types
    """One connection.  ``lost`` and ``booted`` are futures done when that has happened."""

    def __init__(self, host: str, port: int, hear: Callable[[Message], None]) -> None:
        """``hear`` is called with every event that is no part of an answer."""
        loop = asyncio.get_running_loop()
        super().__init__(host=host, port=port, loop=loop, protocol_factory=lambda: _Protocol(self))
        self._hear = hear
        self.lost: asyncio.Future[None] = loop.create_future()
        self.booted: asyncio.Future[None] = loop.create_future()

    async def open(self) -> None:
        """Connect; nothing is sent yet.  Raises ``OSError``."""
        await self.connect()

    def send(self, action: actions.Action) -> "asyncio.Future[Message | list[Message]]":
        """Send an action; the future has its answer, a list when it is one, or ``LinkDownError``."""
        fields = actions.wire(action)
        if self.protocol is None or self.protocol.closed:
            raise LinkDownError(actions.name_of(action), sent=False)
        sent: asyncio.Future[Message | list[Message]] = self.send_action(OneAction(fields))
        return sent

    def connection_made(self, task: "asyncio.Task[object]") -> None:
        if not task.cancelled() and task.exception() is None:
            super().connection_made(task)

    def connection_lost(self, exc: object) -> None:
        self.close()

    def ping(self) -> None:
        """Nothing: the link asks for signs of life itself, and notices when there is none."""

    def dispatch(self, event: Message) -> None:
        if "ActionID" in event:
            return  # the tail of a list that nobody waits for any longer is no news
        if event.event == "FullyBooted" and not self.booted.done():
            self.booted.set_result(None)
        self._hear(event)

    def close(self) -> None:
        """Drop the connection at once; everything that waits for an answer fails."""
        super().close()
        if not self.lost.done():
            self.lost.set_result(None)
