"""The desk: what the administrators' page sees and changes, over the running house."""

import asyncio
import os
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.reading.editing import Edit, edited
from ivr.dialplan.reading.problems import Problem
from ivr.dialplan.reading.reading import read_tree
from ivr.dialplan.reading.tree import Tree
from ivr.server.calendars import CALENDARS
from ivr.server.editions import texts_in
from ivr.server.figures_of_day import Stored, figures
from ivr.storage.errors import StorageError
from ivr.storage.values import Answer, AnswerFilter, Mark
from ivr.web.desk import ChangedError, DocumentView, Figures
from ivr.web.port import Unavailable

if TYPE_CHECKING:
    from ivr.server.house import House

_PAGE = 1000


class HouseDesk:
    """``ivr.web.desk.Desk`` over the running house."""

    def __init__(self, house: "House") -> None:
        self._house = house

    async def figures(self, day: date | None) -> Figures:
        """The figures of a day of the centre's zone; of today by default."""
        store, centre = self._house.store, self._house.editions.present().centre
        since, until = _bounds(day, self._house.clock(), ZoneInfo(centre.zone))
        try:
            stored = Stored(
                waits=await store.waits(since, until),
                talks=await store.talks(since, until),
                misses=await store.misses(since, until),
                answers=await self._answers(since, until),
            )
        except StorageError as error:
            raise Unavailable("storage", str(error)) from error
        return await asyncio.to_thread(figures, stored, centre, since, until)

    async def _answers(self, since: float, until: float) -> tuple[Answer, ...]:
        wanted = AnswerFilter(since=since, until=until)
        found: list[Answer] = []
        before: Mark | None = None
        while page := await self._house.store.answers(wanted, _PAGE, before):
            found.extend(page)
            before = Mark(at=page[-1].at, key=page[-1].key)
        return tuple(found)

    def documents(self) -> Sequence[DocumentView]:
        """Every document of the dialplan folder."""
        try:
            texts = texts_in(self._house.settings.dialplans)
        except OSError as error:
            raise Unavailable("dialplans", str(error)) from error
        return [_view(file, content) for file, content in texts.items()]

    async def edit(
        self, file: str, version: str, edits: Sequence[Edit]
    ) -> DocumentView | tuple[Problem, ...]:
        """Save a document after the edits, or tell what would be wrong with the folder then."""
        try:
            return await asyncio.to_thread(self._edit, file, version, edits)
        except OSError as error:
            raise Unavailable("dialplans", str(error)) from error

    def _edit(self, file: str, version: str, edits: Sequence[Edit]) -> DocumentView | tuple[Problem, ...]:
        folder = self._house.settings.dialplans
        texts = texts_in(folder)
        if file not in texts or _version(texts[file]) != version:
            raise ChangedError(file)
        content = edited(texts[file].decode(), edits).encode()
        read = read_edition({**texts, file: content}, self._house.library.has, CALENDARS)
        if not isinstance(read, Edition):
            return read
        _replace(folder / file, content)
        return _view(file, content)


def _bounds(day: date | None, now: float, zone: ZoneInfo) -> tuple[float, float]:
    """When the day begins and ends there, in epoch seconds; the day that it is ``now`` by default."""
    begin = day or datetime.fromtimestamp(now, zone).date()
    if begin == date.max:
        begin -= timedelta(days=1)
    midnights = (datetime.combine(one, time(), zone) for one in (begin, begin + timedelta(days=1)))
    since, until = (midnight.timestamp() for midnight in midnights)
    return since, until


def _replace(path: Path, content: bytes) -> None:
    """Write the file whole or not at all; it keeps its mode.  Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.chmod(path.stat().st_mode & 0o777)
    part.replace(path)


def _view(file: str, content: bytes) -> DocumentView:
    tree = read_tree(file, content)
    return DocumentView(
        file=file,
        version=_version(content),
        text=content.decode(errors="replace"),
        value=tree.value if isinstance(tree, Tree) else None,
    )


def _version(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]
