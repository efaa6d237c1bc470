"""Banning: when an address that keeps knocking with the wrong key is shut out, and for how long."""

from collections import OrderedDict
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal

import msgspec

Network = IPv4Network | IPv6Network
Knock = Literal["asked", "failed", "proved"]
"""What an address did: it was asked for its key, gave a wrong one (or none that fits), or the right one."""

MOST_SOURCES = 10_000
"""Of so many addresses counts are kept; the one that was quiet longest is forgotten first."""

MOST_BANS = 500
"""So many addresses are shut out at a time: each costs Asterisk a comparison for every message."""

PROVED_SECONDS = 7200.0
"""For so long an address counts as known from which somebody proved himself: twice a telephone's longest
registration.  Such an address is never banned, for behind it a whole office may stand, and who forges
senders could otherwise have any telephone shut out."""

REMEMBERED_SECONDS = 86_400.0
"""A ban that ended so long ago no longer makes the next one longer."""

_IPV6_HOME = 64


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """When and for how long: ``failures`` wrong keys or ``questions`` unanswered within ``window`` seconds.

    The first ban lasts ``first`` seconds, each further one four times as long, ``longest`` at most.
    """

    failures: int = 20
    questions: int = 200
    window: float = 60.0
    first: float = 600.0
    longest: float = 86_400.0


class Ban(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is shut out.

    ``source`` is an IPv4 address or an IPv6 network of 64 bits, which is one customer's; times are seconds
    since the epoch; ``times`` counts its bans; ``why`` is ``failures``, ``questions`` or ``order`` (an
    administrator's).  One whose end has passed is kept to make the next one longer.
    """

    source: str
    since: float
    until: float
    times: int = 1
    why: str = "order"


class Flood(msgspec.Struct, frozen=True):
    """An address went over the measure: ``why`` as in a ban; ``known``: somebody proved himself there."""

    source: str
    why: str
    known: bool


class _Seen(msgspec.Struct):
    """What an address did in the window that ``began``, and in the one before it."""

    began: float
    failed: int = 0
    asked: int = 0
    failed_before: int = 0
    asked_before: int = 0
    proved_at: float = -PROVED_SECONDS
    told: bool = False


def source_of(address: str) -> str | None:
    """Who counts as one: an IPv4 address, or an IPv6 customer's network; None when it is no address."""
    try:
        known = ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return None
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if isinstance(known, IPv4Address):
        return str(known)
    return str(ip_network((known, _IPV6_HOME), strict=False))


def spared(source: str, networks: Iterable[Network]) -> bool:
    """Whether a source lies in one of these networks, or one of them in it."""
    known = ip_network(source)
    return any(known.version == network.version and known.overlaps(network) for network in networks)


class Knocks:
    """Counts, per address and over a sliding window, who knocks with the wrong key.  Time is an argument."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def hear(self, source: str, knock: Knock, now: float) -> Flood | None:
        """Count one knock; the flood when the address goes over the measure, once a window."""
        seen = self._turned(source, now)
        match knock:
            case "proved":
                seen.proved_at = now
            case "failed":
                seen.failed += 1
            case _:
                seen.asked += 1
        why = self._why(seen, now)
        if why is None or seen.told:
            return None
        seen.told = True
        return Flood(source, why, now - seen.proved_at < PROVED_SECONDS)

    def failures(self, source: str) -> int:
        """How many wrong keys the address gave in its present window."""
        seen = self._seen.get(source)
        return seen.failed if seen is not None else 0

    def forget(self, source: str) -> None:
        """Begin anew with an address, whose ban begins or was lifted."""
        self._seen.pop(source, None)

    def _turned(self, source: str, now: float) -> _Seen:
        seen = self._seen.pop(source, None) or _Seen(now)
        windows = (now - seen.began) // self._rules.window
        if windows:
            last = windows == 1
            seen.failed_before, seen.asked_before = (seen.failed, seen.asked) if last else (0, 0)
            seen.began += windows * self._rules.window
            seen.failed, seen.asked, seen.told = 0, 0, False
        self._seen[source] = seen
        if len(self._seen) > MOST_SOURCES:
            self._seen.popitem(last=False)
        return seen

    def _why(self, seen: _Seen, now: float) -> str | None:
        """The window before counts with the part of it that still lies within the sliding one."""
        part = max(0.0, 1.0 - (now - seen.began) / self._rules.window)
        if seen.failed + part * seen.failed_before >= self._rules.failures:
            return "failures"
        if seen.asked + part * seen.asked_before >= self._rules.questions:
            return "questions"
        return None


def banned(bans: Iterable[Ban], flood: Flood, rules: Rules, now: float) -> tuple[Ban, ...]:
    """The bans with one more for this flood."""
    kept = tuple(ban for ban in current(bans, now) if ban.source != flood.source)
    before = next((ban.times for ban in bans if ban.source == flood.source and _counts(ban, now)), 0)
    length = min(rules.longest, rules.first * 4.0**before)
    new = Ban(source=flood.source, since=now, until=now + length, times=before + 1, why=flood.why)
    return _bounded((*kept, new))


def ordered(bans: Iterable[Ban], source: str, until: float, now: float) -> tuple[Ban, ...]:
    """The bans with one that an administrator ordered."""
    kept = tuple(ban for ban in current(bans, now) if ban.source != source)
    return _bounded((*kept, Ban(source=source, since=now, until=until)))


def lifted(bans: Iterable[Ban], source: str, now: float) -> tuple[Ban, ...]:
    """The bans without that address; nothing of it is remembered."""
    return tuple(ban for ban in current(bans, now) if ban.source != source)


def current(bans: Iterable[Ban], now: float) -> tuple[Ban, ...]:
    """The bans without those that are forgotten."""
    return tuple(ban for ban in bans if _counts(ban, now))


def in_force(bans: Iterable[Ban], now: float, never: Iterable[Network] = ()) -> tuple[Ban, ...]:
    """The bans that shut somebody out now: not over, and not of an address that is to be let in."""
    networks = tuple(never)
    return tuple(ban for ban in bans if ban.since <= now < ban.until and not spared(ban.source, networks))


def _counts(ban: Ban, now: float) -> bool:
    return now < ban.until + REMEMBERED_SECONDS


def _bounded(bans: tuple[Ban, ...]) -> tuple[Ban, ...]:
    """At most ``MOST_BANS``; those that end first give way."""
    return tuple(sorted(bans, key=lambda ban: ban.until)[-MOST_BANS:])
