"""A stream: values put in by one side without waiting, and read in order by one reader on the other."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

Value = TypeVar("Value")


class CrowdedError(Exception):
    """The stream is full: its reader does not keep up."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        super().__init__(capacity)

    def __str__(self) -> str:
        return f"{self.capacity} events wait to be read: the server does not keep up."


class Stream(Generic[Value]):
    """At most ``capacity`` values in line, but for those that must not be lost."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._line: deque[Value] = deque()
        self._filled = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()

    def put(self, value: Value) -> None:
        """Add a value.  Raises CrowdedError when the line is full."""
        if len(self._line) >= self._capacity:
            self._roomy.clear()
            raise CrowdedError(self._capacity)
        self.put_surely(value)

    def put_surely(self, value: Value) -> None:
        """Add a value even to a full line; for the few that nothing else can tell."""
        self._line.append(value)
        self._filled.set()

    async def room(self) -> None:
        """Wait until a line that was full is half empty again."""
        await self._roomy.wait()

    async def next(self) -> Value:
        """The next value, waiting for one."""
        while not self._line:
            self._filled.clear()
            await self._filled.wait()
        value = self._line.popleft()
        if len(self._line) <= self._capacity // 2:
            self._roomy.set()
        return value
