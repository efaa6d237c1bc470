"""Asking: values of business systems for dialplans."""

import time
from collections.abc import Callable

import structlog

from ivr.business.errors import BusinessError, NothingThereError
from ivr.business.fetching import fetch
from ivr.business.systems import Systems
from ivr.dialplan.nodes.lookup import NOTHING_THERE
from ivr.server.errands import Errands
from ivr.telephony.commands import Fetch
from ivr.telephony.events import Event, Fetched, FetchFailed
from ivr.telephony.ids import ContactId

log = structlog.get_logger()


class Asking:
    """Answers ``Fetch``; how long each took is in the log, so that a long call is blamed rightly."""

    def __init__(
        self,
        systems: Systems,
        errands: Errands,
        deliver: Callable[[Event], None],
        clock: Callable[[], float],
    ) -> None:
        self._systems = systems
        self._errands = errands
        self._deliver = deliver
        self._clock = clock

    def perform(self, contact: ContactId, command: Fetch) -> None:
        """Ask; the answer is an event."""
        self._errands.begin(self._fetch(contact, command))

    async def _fetch(self, contact: ContactId, command: Fetch) -> None:
        began = time.monotonic()
        try:
            values = await fetch(self._systems, command)
        except BusinessError as error:
            reason = NOTHING_THERE if isinstance(error, NothingThereError) else str(error)
            log.warning("lookup_failed", contact=contact, reason=str(error), seconds=_since(began))
            self._deliver(FetchFailed(contact=contact, at=self._clock(), key=command.key, reason=reason))
            return
        log.info("lookup_answered", contact=contact, service=command.service, seconds=_since(began))
        self._deliver(Fetched(contact=contact, at=self._clock(), key=command.key, values=values))


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)
