"""Notifying: what the service manager is told of us (sd_notify(3)), if one asked to be told."""

import os
import socket
import time
from collections.abc import Mapping

import structlog

log = structlog.get_logger()

READY, STOPPING = "READY=1", "STOPPING=1"

_SIGN = "WATCHDOG=1"


def reloading() -> str:
    """That the settings are being read anew; READY says that they were."""
    return f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"


class Notifier:
    """Tells the service manager, over the socket that it named in ``NOTIFY_SOCKET``; else nobody."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # An abstract socket is written with @, and begins with a NUL.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._every = _watchdog_seconds(environment) / 3
        self._next_sign = 0.0
        self._heard = True

    def tell(self, word: str) -> None:
        """Tell one thing; that nobody hears it is no reason to stop."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as speaker:
                speaker.sendto(word.encode(), self._address)
            self._heard = True
        except OSError as error:
            if self._heard:
                log.warning("service_manager_not_told", word=word.partition("\n")[0], reason=str(error))
            self._heard = False

    def alive(self, now: float) -> None:
        """Give a sign of life when one is due: call it often.  ``now`` is monotonic, in seconds."""
        if self._every and now >= self._next_sign:
            self._next_sign = now + self._every
            self.tell(_SIGN)


def _watchdog_seconds(environment: Mapping[str, str]) -> float:
    """How long we may be silent before we are taken for frozen; 0 when nobody watches."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return 0.0
    microseconds = environment.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 if microseconds.isdigit() else 0.0
