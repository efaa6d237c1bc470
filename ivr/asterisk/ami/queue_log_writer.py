"""Writes lines into Asterisk's queue_log, in order, without holding anybody up."""

from collections import deque

import structlog

from ivr.asterisk.ami.actions import QueueLog
from ivr.asterisk.ami.errors import ActionRefusedError, ActionTimedOutError, BadFieldError, LinkDownError
from ivr.asterisk.ami.link import AmiLink
from ivr.asterisk.ami.queue_log import Happening, lines_for

log = structlog.get_logger(__name__)


class QueueLogWriter:
    """Buffers lines while the link is down; past ``room`` lines the oldest are lost, and counted.

    Asterisk stamps a line when it writes it, so a line that waited has a late time.  A line whose
    answer was lost with the link is not sent again: it may be there, and a report that counts a
    call twice is worse than one that misses it.
    """

    def __init__(self, link: AmiLink, room: int = 10_000) -> None:
        self._link = link
        self._room = room
        self._lines: deque[QueueLog] = deque()
        self._news = link.subscribe()
        self.lost = 0
        """How many lines were thrown away, refused, or are in doubt."""

    @property
    def waiting(self) -> int:
        """How many lines are still to be written."""
        return len(self._lines)

    def write(self, happening: Happening) -> None:
        """Have the lines for a happening written.  Returns at once."""
        for line in lines_for(happening):
            if len(self._lines) >= self._room:
                self._lines.popleft()
                self._count_lost("buffer full")
            self._lines.append(line)
        self._news.wake()

    async def run(self) -> None:
        """Write until cancelled."""
        async for _ in self._news:  # a log-in, or something to write
            while self._lines and await self._send(self._lines.popleft()):
                pass

    async def _send(self, line: QueueLog) -> bool:
        """Whether to go on with the next line."""
        try:
            await self._link.ask(line)
        except LinkDownError as error:
            if error.sent:
                self._count_lost(str(error))
            else:
                self._lines.appendleft(line)
            return False
        except ActionTimedOutError as error:
            self._count_lost(str(error))
            return False
        except (ActionRefusedError, BadFieldError) as error:
            self._count_lost(str(error))
        return True

    def _count_lost(self, reason: str) -> None:
        self.lost += 1
        if self.lost & (self.lost - 1) == 0:
            log.error("ami.queue_log_line_lost", lost=self.lost, reason=reason)
