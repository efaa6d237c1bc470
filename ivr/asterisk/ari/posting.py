"""Posting: requests by HTTP, for an Asterisk that takes none over its websocket."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from ivr.asterisk.ari.requests import Reply, Request


class Posting:
    """Sends requests one after the other over a connection of their own, in the order in which they came."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, headers: Mapping[str, str]) -> AsyncIterator[Self]:
        """``url`` is ARI's, without a slash at the end.  At the end all that is still on its way fails."""
        # Two at a time could overtake each other: add to a bridge before the bridge is there.
        connector = TCPConnector(limit=1)
        session = ClientSession(headers=headers, connector=connector, timeout=ClientTimeout(total=None))
        async with session:
            yield cls(session, url)

    async def request(self, request: Request) -> Reply:
        """Carry out one operation.  Raises ClientError and OSError."""
        typed = {"Content-Type": "application/json"} if request.body else {}
        async with self._session.request(
            request.method,
            f"{self._url}/{request.path}",
            params=list(request.query),
            data=request.body or None,
            headers=typed,
        ) as response:
            return Reply(response.status, await response.read())
