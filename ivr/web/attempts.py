"""Attempts: how often an address has come with a token that is none."""

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address

MOST_A_MINUTE = 10
_MOST_ADDRESSES = 10_000
_MINUTE = 60.0


class FailedAttempts:
    """Counts failures by address (IPv6 by /64), over the minute that the first of them begins.

    An address over the limit is told to wait, but only while it fails: a good token is always let
    in, so that nobody can lock out others behind the same address.  With tokens of 256 random bits
    the limit has to bound work and noise, not guessing.
    """

    def __init__(self) -> None:
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def failed(self, address: str, now: float) -> float | None:
        """Count one more failure; the seconds to wait when there were too many, else None."""
        network = _network(address)
        began, count = self._counts.pop(network, (now, 0))
        if now - began >= _MINUTE:
            began, count = now, 0
        self._counts[network] = (began, count + 1)
        if len(self._counts) > _MOST_ADDRESSES:
            self._counts.popitem(last=False)
        return began + _MINUTE - now if count >= MOST_A_MINUTE else None


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return known.exploded[:19]
    return address
