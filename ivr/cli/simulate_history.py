"""``switchroom simulate --from-history``: a day's calls once more through the router, beside what was."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import structlog
from rich.console import Console
from rich.table import Table

import ivr
from ivr.cli.own_settings import refuse, settings_with_state
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.messages import Message
from ivr.server.board_journal import chapter_of
from ivr.server.editions import DialplanError
from ivr.server.serving import read_centre
from ivr.server.settings import Settings
from ivr.simulation.history import Compared, compared, day_of, stretches
from ivr.storage.errors import StorageError
from ivr.storage.store import Store
from routing import Chapter

_HEADINGS = (
    Message("队列", "Queue"),
    Message("呼入", "Offered"),
    Message("实际服务水平", "Real level"),
    Message("仿真", "Simulated"),
    Message("误差", "Error"),
    Message("实际等待", "Real wait"),
    Message("仿真等待", "Simulated wait"),
)


def from_history(day: dt.date, settings_file: Path | None) -> dict[str, Compared]:
    """A day's calls and agents played once more, by queue; ends the command where there are none."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    settings = settings_with_state(settings_file)
    try:
        centre = read_centre(settings)
        found = asyncio.run(_found(settings, centre, day))
    except (DialplanError, StorageError) as error:
        refuse(str(error))
    if not found:
        refuse(f"no call of {day} stands in the history of the board; name a day on which the server ran")
    return found


def as_json(found: dict[str, Compared]) -> str:
    """The figures for programs."""
    told = {queue: _figures(both) for queue, both in found.items()}
    return msgspec.json.format(msgspec.json.encode({"queues": told})).decode()


async def _found(settings: Settings, centre: Centre, day: dt.date) -> dict[str, Compared]:
    begin = dt.datetime.combine(day, dt.time(), ZoneInfo(centre.zone))
    since, until = begin.timestamp(), (begin + dt.timedelta(days=1)).timestamp()
    within = {name: queue.service_level_seconds for name, queue in centre.queues.items()}
    found: dict[str, Compared] = {}
    async with Store.open(settings.database, ivr.__version__) as store:
        for stretch in stretches(await _chapters(store, since, until)):
            for queue, both in compared(day_of(stretch), since, until, within).items():
                found[queue] = found[queue] + both if queue in found else both
    return found


async def _chapters(store: Store, since: float, until: float) -> list[Chapter]:
    chapters: list[Chapter] = []
    for span in await store.board_spans():
        if span.since < until and span.until >= since:
            stored = await store.board_chapter(span.chapter)
            if stored is not None:
                chapters.append(chapter_of(*stored)[0])
    return chapters


def _figures(both: Compared) -> dict[str, Any]:
    return {
        "offered": both.real.offered,
        "service_level": both.real.service_level(),
        "simulated_service_level": both.simulated.service_level(),
        "error": both.error(),
        "mean_wait_seconds": both.real.mean_wait(),
        "simulated_mean_wait_seconds": both.simulated.mean_wait(),
    }


def show(found: dict[str, Compared], language: str) -> None:
    """Print the figures as a table."""
    table = Table(*(heading.in_language(language) for heading in _HEADINGS))
    for queue, both in found.items():
        levels = both.real.service_level(), both.simulated.service_level()
        error = both.error()
        waits = both.real.mean_wait(), both.simulated.mean_wait()
        table.add_row(
            queue,
            f"{both.real.offered:,}",
            *("–" if level is None else f"{level:.1%}" for level in levels),
            "–" if error is None else f"{error:+.1%}",
            *("–" if wait is None else f"{wait:.1f} s" for wait in waits),
        )
    Console().print(table)
