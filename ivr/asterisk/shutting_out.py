"""Shutting out: which addresses Asterisk's SIP side turns away, told to it while it runs.

The list is an object ``acl`` of res_pjsip that lives in Asterisk's memory (``sorcery.conf``).  Asterisk reads
it for every request, before anything else is done with it, and answers 403.
"""

from collections.abc import Awaitable, Callable, Collection
from itertools import cycle

import msgspec

from ivr.asterisk.ari.errors import RefusedError
from ivr.asterisk.ari.requests import Reply, Request, body, path

_NAMES = ("switchroom-bans-a", "switchroom-bans-b")
_DONE = frozenset({200, 201, 204})


class _Field(msgspec.Struct, frozen=True):
    attribute: str
    value: str


class _Fields(msgspec.Struct, frozen=True):
    fields: tuple[_Field, ...]


class ShuttingOut:
    """Holds the list of those shut out; ``request`` carries out one operation of ARI."""

    def __init__(self, request: Callable[[Request], Awaitable[Reply]]) -> None:
        self._request = request
        self._turns = cycle((_NAMES, _NAMES[::-1]))

    async def only(self, networks: Collection[str]) -> None:
        """Turn away these addresses and networks, and nobody else.

        A new list is there before the old one goes, so that nobody slips in between.  Raises AriError:
        LinkLostError, UnansweredError, and RefusedError where this Asterisk keeps no such list.
        """
        new, old = next(self._turns)
        await self._remove(new)
        if networks:
            await self._put(new, ",".join(sorted(networks)))
        await self._remove(old)

    async def _put(self, name: str, networks: str) -> None:
        content = body(_Fields((_Field("deny", networks),)))
        reply = await self._request(Request("PUT", _path(name), body=content))
        # It is made, but this kind of object cannot be shown: 500, to be told from a 500 that made nothing.
        if reply.status == 500:
            shown = await self._request(Request("GET", _path(name)))
            if shown.status in (200, 500):
                return
        if reply.status not in _DONE:
            raise RefusedError("acl", reply.status, reply.body.decode("utf-8", "replace")[:200])

    async def _remove(self, name: str) -> None:
        reply = await self._request(Request("DELETE", _path(name)))
        if reply.status not in _DONE and reply.status != 404:
            raise RefusedError("acl", reply.status, reply.body.decode("utf-8", "replace")[:200])


def _path(name: str) -> str:
    return path("asterisk", "config", "dynamic", "res_pjsip", "acl", name)
