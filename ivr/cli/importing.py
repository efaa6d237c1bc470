"""``switchroom import``: what other systems kept, read into our records."""

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from ivr.cli.check import language_of
from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.cli.own_store import in_store
from ivr.dialplan.messages import Message
from ivr.server.editions import DialplanError
from ivr.server.serving import read_centre
from ivr.storage.queue_log.importing import Imported, Reading
from ivr.storage.store import Store
from ivr.telephony.ids import ChannelId, contact_of_caller
from ivr.telephony.numbers import normal

app = typer.Typer(name="import", help="Read what other systems kept.", no_args_is_help=True)

_TOGETHER = 500
_MOST_SHOWN = 20


@app.callback()
def _group() -> None:
    """Keep the sub-command's name, though it is the only one."""


@app.command("queue-log")
def queue_log(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="queue_log files, the oldest first.  queue_log 文件，旧的在前。", exists=True, dir_okay=False
        ),
    ],
    settings: File = None,
) -> None:
    """Read old queue_log files into the contacts; reading them again changes nothing.

    Ends with 1 when a line is none; everything else is taken in all the same.
    """
    language = language_of(os.environ)
    reading = Reading(_normal(settings))
    with Progress(transient=True) as progress:
        bar = progress.add_task("queue_log", total=sum(file.stat().st_size for file in files))
        for file in files:
            _read(file, reading, lambda size: progress.advance(bar, size))
    known, taken = in_store(settings, lambda store: _keep(store, reading.finished()))
    for message in (*_wrong(reading), *_summary(reading, known, taken)):
        typer.echo(message.in_language(language))
    if reading.wrong:
        raise typer.Exit(1)


def _read(file: Path, reading: Reading, advance: Callable[[int], None]) -> None:
    try:
        with file.open("rb") as lines:
            for size in reading.read(lines):
                advance(size)
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}")


async def _keep(store: Store, finished: Iterator[Imported]) -> tuple[int, int]:
    """Store the calls; answers how many are our own contacts already, and how many were stored."""
    known = taken = 0
    while page := list(islice(finished, _TOGETHER)):
        new = [one for one in page if await store.contact(contact_of_caller(ChannelId(one.call))) is None]
        known, taken = known + len(page) - len(new), taken + len(new)
        stretches = [stretch for one in new for stretch in one.stretches]
        await store.save_imported([one.record for one in new], stretches)
    return known, taken


def _normal(settings: Path | None) -> Callable[[str], str]:
    """The one form of a number by the centre's own rules; as it is written where there is no centre."""
    try:
        plan = read_centre(settings_with_state(settings)).numbering()
    except (DialplanError, OSError):
        return lambda number: number
    return lambda number: normal(number, plan)


def _wrong(reading: Reading) -> Iterator[Message]:
    for number, message in reading.wrong[:_MOST_SHOWN]:
        yield Message(f"第 {number} 行：{message.zh}", f"line {number}: {message.en}")
    if len(reading.wrong) > _MOST_SHOWN:
        more = len(reading.wrong) - _MOST_SHOWN
        yield Message(f"另有 {more} 行有误", f"and {more} wrong lines more")


def _summary(reading: Reading, known: int, taken: int) -> Iterator[Message]:
    yield Message(f"导入了 {taken} 个呼叫", f"{taken} calls taken in")
    if known:
        yield Message(
            f"{known} 个呼叫是本系统自己的，未重复导入", f"{known} calls are our own contacts already"
        )
    if unfinished := reading.unfinished():
        yield Message(
            f"{unfinished} 个呼叫没有结束，未导入", f"{unfinished} calls are not over: not taken in"
        )
    if besides := sum(reading.besides.values()):
        yield Message(
            f"{besides} 行是坐席签入、小休等，不属于呼叫",
            f"{besides} lines are of shifts and pauses, no calls",
        )
    for event, count in reading.unknown.most_common():
        yield Message(
            f"跳过未知事件 {event}：{count} 行", f"unknown event {event} passed over: {count} lines"
        )
