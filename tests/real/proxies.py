"""A proxy on the way from the server to Asterisk: it lets through, cuts, or swallows, as a network does."""

import asyncio
import contextlib
from typing import Self


class Proxy:
    """Stands before a port of this machine at a port of its own.

    Cut, it ends what is there and refuses what comes; silent, it keeps everything open and lets nothing
    through, also of what comes.
    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self._target = target
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None
        self._there: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()

    async def cut(self) -> None:
        """End every connection, and let none be made."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._there):
            writer.transport.abort()

    async def mend(self) -> None:
        """Let everything through again."""
        self._open.set()
        if self._server is None:
            await self._listen()

    def swallow(self) -> None:
        """Let nothing through, and tell nobody."""
        self._open.clear()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._open.wait()
        try:
            inward, outward = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._there |= {writer, outward}
        with contextlib.suppress(OSError, asyncio.CancelledError):  # the end of the test ends it too
            await asyncio.gather(self._copy(reader, outward), self._copy(inward, writer))
        self._there -= {writer, outward}
        outward.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()
