"""``switchroom regress``: which past callers would end elsewhere in other dialplans."""

import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track

from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.cli.own_versions import edition_of, told, with_store
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.publishing.book import Book
from ivr.replay.behaviour import behaviour
from ivr.replay.regressing import Ending, Moved, summed, walked
from ivr.replay.replaying import Replayed
from ivr.server.past import Past
from ivr.storage.store import Store
from ivr.telephony.events import Arrived
from ivr.telephony.ids import ContactId

Folder = Annotated[
    Path | None, typer.Argument(help="The folder of the new dialplans; the settings' dialplans if not given.")
]
Since = Annotated[str, typer.Option(help="How far back: 7d, 12h.")]

_SECONDS = {"d": 86400.0, "h": 3600.0}


class Found(msgspec.Struct, frozen=True):
    """How many callers were walked, how many could not be, and those who would end elsewhere."""

    walked: int
    unknown: int
    moved: tuple[Moved, ...]


def regress(folder: Folder = None, since: Since = "7d", settings: File = None) -> None:
    """Replay the keys of past callers against other dialplans, and list who would end elsewhere."""
    ours = settings_with_state(settings)
    begin = time.time() - seconds_of(since)

    async def work(store: Store) -> Found:
        book = Book(await store.decisions())
        new, _ = await edition_of(store, book, str(folder or ours.dialplans))
        return await _walk(Past(store, book), new, begin)

    found = with_store(ours, work)
    for one in found.moved:
        before, after = one.before.told(), one.after.told()
        typer.echo(
            told(
                Message(
                    f"{one.count} 个来电：{before.zh} → {after.zh}（例：{one.example}）",
                    f"{one.count} callers: {before.en} → {after.en} (one of them: {one.example})",
                )
            )
        )
    elsewhere = sum(one.count for one in found.moved)
    typer.echo(
        told(
            Message(
                f"走过 {found.walked} 个来电，{elsewhere} 个去向不同；{found.unknown} 个无从比较",
                f"{found.walked} callers walked, {elsewhere} would end elsewhere; "
                f"{found.unknown} cannot be compared",
            )
        )
    )


def seconds_of(span: str) -> float:
    """A span such as ``7d`` or ``12h`` in seconds; ends the command when it is none."""
    number, unit = span[:-1], span[-1:]
    if not number.isdecimal() or unit not in _SECONDS:
        raise typer.BadParameter(f"--since {span}: write days or hours, such as 7d or 12h")
    return int(number) * _SECONDS[unit]


async def _walk(past: Past, new: Edition, since: float) -> Found:
    records = [record.contact async for record in past.contacts(since, time.time())]
    if not records:
        refuse("no caller is known of that time")
    known: list[tuple[ContactId, Ending, Ending]] = []
    console = Console(stderr=True)
    for contact in track(
        records, description="", console=console, transient=True, disable=not console.is_terminal
    ):
        if (ends := await _both(past, contact, new)) is not None:
            known.append((contact, *ends))
    return Found(len(known), len(records) - len(known), summed(known))


async def _both(past: Past, contact: ContactId, new: Edition) -> tuple[Ending, Ending] | None:
    """Where a caller ended in the dialplans of then, and where he would in the new ones."""
    steps = [step for step in await past.replay(contact) if isinstance(step, Replayed)]
    arrived = steps[0].event if steps else None
    if not isinstance(arrived, Arrived) or arrived.agent:
        return None
    deeds = behaviour(steps)
    return walked(arrived, deeds, steps[0].edition), walked(arrived, deeds, new)
