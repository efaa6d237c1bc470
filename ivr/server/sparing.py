"""Sparing: the addresses that no ban may touch, for calls come from there that must get in."""

import asyncio
import socket
from collections.abc import Callable, Iterable
from ipaddress import ip_network

from ivr.dialplan.centre.trunks import Trunk
from ivr.telephony.banning import Network, source_of

SECONDS_BETWEEN_LOOKS = 300.0
"""How often the names of carriers' hosts are looked up again."""


class Sparing:
    """The networks of the settings, and the addresses of the centre's trunks, by name or number."""

    def __init__(self, never: Iterable[Network], trunks: Callable[[], Iterable[Trunk]]) -> None:
        self._never = tuple(never)
        self._trunks = trunks
        self._found: dict[str, tuple[Network, ...]] = {}

    def networks(self) -> tuple[Network, ...]:
        """Whom no ban may touch, as far as is known now."""
        lines = (network for host in self._hosts() for network in _literal(host) or self._found.get(host, ()))
        return (*self._never, *lines)

    async def run(self) -> None:
        """Look the names of hosts up, again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def look(self) -> None:
        """Look up the names of the trunks' hosts; one that is not found keeps the addresses it had."""
        for host in self._hosts():
            if not _literal(host):
                self._found[host] = await _looked_up(host) or self._found.get(host, ())

    def _hosts(self) -> frozenset[str]:
        """Names, addresses and networks, without ports."""
        named = (
            place
            for trunk in self._trunks()
            for place in (*trunk.addresses, trunk.host, trunk.outbound_proxy)
            if place
        )
        return frozenset(map(_without_port, named))


def _without_port(place: str) -> str:
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0] if place.count(":") == 1 else place


def _literal(host: str) -> tuple[Network, ...]:
    try:
        return (ip_network(host, strict=False),)
    except ValueError:
        return ()


async def _looked_up(host: str) -> tuple[Network, ...]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except OSError:
        return ()
    sources = {source for *_, address in found if (source := source_of(str(address[0]))) is not None}
    return tuple(ip_network(source) for source in sorted(sources))
