"""Outgoing: counts the calls to the outside and holds back those beyond the caps."""

from collections import deque
from collections.abc import Callable

import structlog

from ivr.calls.capping import SECONDS_COUNTED, Called, within_caps
from ivr.dialplan.centre.centre import Centre
from ivr.telephony.commands import Dial

log = structlog.get_logger()


class Outgoing:
    """Remembers the calls of the last hour since the server began."""

    def __init__(self, centre: Callable[[], Centre], clock: Callable[[], float]) -> None:
        self._centre = centre
        self._clock = clock
        self._calls: deque[Called] = deque()

    def admits(self, dial: Dial) -> bool:
        """Whether the call may be made; one that may is counted."""
        now = self._clock()
        while self._calls and now - self._calls[0].at >= SECONDS_COUNTED:
            self._calls.popleft()
        if not within_caps(self._centre().outside, dial.agent, now, tuple(self._calls)):
            log.warning(
                "outside_call_capped", leg=dial.leg, agent=dial.agent, remedy="outside in centre.yaml"
            )
            return False
        self._calls.append(Called(now, dial.agent))
        return True
