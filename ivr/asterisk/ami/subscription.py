"""What one listener hears of the manager interface: in order, in a bounded queue."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Self

import msgspec


class Heard(msgspec.Struct, frozen=True):
    """An event of Asterisk: its name and its fields, spelled as Asterisk spells them."""

    name: str
    fields: Mapping[str, str]


class Resync(msgspec.Struct, frozen=True):
    """Events may be missing before this point (log-in, overflow): read the state again."""


class Woken(msgspec.Struct, frozen=True):
    """The listener itself has something to do."""


News = Heard | Resync | Woken


class Subscription:
    """An endless stream of news for one reader.

    When more than ``room`` items wait they are all thrown away and replaced by one ``Resync``: a
    slow reader costs itself a full reading, and never memory or somebody else's time.
    """

    def __init__(self, names: frozenset[str], room: int = 1000) -> None:
        """``names`` are the events wanted."""
        self.names = names
        self.overflows = 0
        self._room = room
        self._items: deque[News] = deque()
        self._filled = asyncio.Event()

    def hear(self, event: Heard) -> None:
        """Put an event at the end."""
        if len(self._items) >= self._room:
            self.overflows += 1
            self.resync()
            return
        self._put(event)

    def resync(self) -> None:
        """Forget what waits, and tell the reader to read the state again."""
        self._items.clear()
        self._put(Resync())

    def wake(self) -> None:
        """Give the reader a turn."""
        if not self._items or self._items[-1] != Woken():
            self._put(Woken())

    def _put(self, item: News) -> None:
        self._items.append(item)
        self._filled.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> News:
        while not self._items:
            self._filled.clear()
            await self._filled.wait()
        return self._items.popleft()
