"""Pulses: what server and guardian say of themselves in Redis, and the floor that goes with it."""

import os
import socket
import time
from collections.abc import Callable

from ivr.server.guardian import Guardian
from ivr.server.settings import Settings
from ivr.storage.floor import InProcessFloor
from ivr.storage.heartbeat import GuardianHeartbeat, GuardianPulse, ServerPulse
from ivr.storage.redis_floor import RedisFloor


def floor_of(settings: Settings, driving: Callable[[], bool]) -> RedisFloor | InProcessFloor:
    """The floor of a server that begins now: in Redis where one is configured, else in this process."""
    if not settings.redis:
        return InProcessFloor()
    host, pid, since = socket.gethostname(), os.getpid(), time.time()

    def pulse() -> ServerPulse:
        return ServerPulse(at=time.time(), host=host, pid=pid, since=since, driving=driving())

    return RedisFloor(settings.redis, settings.asterisk.name, pulse)


def heartbeat_of(settings: Settings, guardian: Guardian) -> GuardianHeartbeat | None:
    """The heartbeat of a guardian that begins now; ``None`` without a Redis."""
    if not settings.redis:
        return None
    host, pid, since = socket.gethostname(), os.getpid(), time.time()

    def pulse() -> GuardianPulse:
        return GuardianPulse(
            at=time.time(),
            host=host,
            pid=pid,
            since=since,
            server=guardian.server,
            driving=guardian.driven,
        )

    return GuardianHeartbeat(settings.redis, settings.asterisk.name, pulse)
