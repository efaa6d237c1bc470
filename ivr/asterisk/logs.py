"""Asterisk's logs: begun anew when they have grown, and what was laid by is removed after its time."""

import asyncio
import re
import time
from pathlib import Path

import structlog

from ivr.asterisk.instance import Instance
from ivr.asterisk.running import command

log = structlog.get_logger()

BYTES_TO_ROTATE = 16 * 1024 * 1024
DAY = 86400.0
_LAID_BY = re.compile(r"(?P<log>[a-z_]+)\.[0-9]+")
QUEUE_LOG = "queue_log"


async def rotate(instance: Instance, days: float | None, queue_log_days: float | None) -> None:
    """Begin logs anew that are larger than 16 MiB, and remove those laid by longer ago than so many days.

    ``None`` keeps them for ever.  ``queue_log`` has a time of its own, for reports are made of it.
    Raises ConnectionError and OSError.
    """
    folder = instance.folder / "log"
    if await asyncio.to_thread(_has_grown, folder):
        await command(instance, "logger rotate")
        log.info("asterisk_logs_rotated", folder=str(folder))
    await asyncio.to_thread(remove_old, folder, days, queue_log_days)


def remove_old(folder: Path, days: float | None, queue_log_days: float | None) -> None:
    """Remove the logs that were laid by (``messages.1763790000``) longer ago than so many days; blocks."""
    for file in folder.iterdir():
        found = _LAID_BY.fullmatch(file.name)
        if found is None:
            continue
        kept = queue_log_days if found["log"] == QUEUE_LOG else days
        if kept is not None and file.stat().st_mtime < time.time() - kept * DAY:
            file.unlink(missing_ok=True)
            log.info("asterisk_log_removed", file=file.name)


def _has_grown(folder: Path) -> bool:
    logs = (file for file in folder.iterdir() if not _LAID_BY.fullmatch(file.name))
    return any(file.stat().st_size > BYTES_TO_ROTATE for file in logs)
