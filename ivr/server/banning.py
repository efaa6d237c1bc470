"""Banning: hears who knocks at SIP's door, keeps the bans, and has Asterisk turn those away."""

import asyncio
from collections.abc import Callable, Collection
from typing import Protocol

import structlog

from ivr.asterisk.ami.security import ASKED, FAILED, PROVED, SIP, SecurityEvent, log_it
from ivr.asterisk.ari.errors import AriError, RefusedError
from ivr.server.settings import Settings
from ivr.storage.bans import BanBook, BansUnreadableError
from ivr.telephony.banning import (
    Ban,
    Flood,
    Knock,
    Knocks,
    Network,
    Rules,
    banned,
    in_force,
    lifted,
    ordered,
    source_of,
    spared,
)

log = structlog.get_logger()

BANS_FILE = "bans.json"
"""Where the bans are kept, in the state folder."""

KINDS = (*FAILED, ASKED, PROVED)
"""The events to hear."""

SECONDS_BETWEEN_LOOKS = 1.0
"""How often it is looked whether a ban is over, or the command line changed them."""

LOGGED_A_WINDOW = 5
"""So many wrong keys of one address are written into the log, then no more until the next minute."""


class Door(Protocol):
    """Where somebody can be turned away: ``ivr.asterisk.shutting_out``."""

    async def only(self, networks: Collection[str]) -> None:
        """Turn away these, and nobody else.  Raises AriError."""


class Banning:
    """The bans of a running centre.  ``never`` are the networks that no ban may touch."""

    def __init__(self, book: BanBook, door: Door, rules: Rules, clock: Callable[[], float]) -> None:
        self.bans: tuple[Ban, ...] = ()
        self.never: Callable[[], tuple[Network, ...]] = lambda: ()
        self._book = book
        self._door = door
        self._rules = rules
        self._clock = clock
        self._knocks = Knocks(rules)
        self._version: tuple[int, int] | None = None
        self._told: frozenset[str] | None = None
        self._wake = asyncio.Event()

    def hear(self, event: SecurityEvent) -> None:
        """An event of Asterisk's: count it, and shut its address out when it is one too many."""
        source = source_of(event.address)
        if event.service != SIP or source is None:
            if event.kind in FAILED:
                log_it(event)
            return
        flood = self._knocks.hear(source, _knock(event.kind), self._clock())
        if event.kind in FAILED and self._knocks.failures(source) <= LOGGED_A_WINDOW:
            log_it(event)
        if flood is not None:
            self._answer(flood)

    def linked(self) -> None:
        """The line to Asterisk is up again: it may be another one, which knows of no bans."""
        self._told = None
        self._wake.set()

    async def run(self) -> None:
        """Keep Asterisk's list as the bans are, until cancelled."""
        while True:
            self._wake.clear()
            self._read()
            await self._tell()
            try:
                async with asyncio.timeout(SECONDS_BETWEEN_LOOKS):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def in_force(self) -> tuple[Ban, ...]:
        """Who is shut out now."""
        return in_force(self.bans, self._clock(), self.never())

    def order(self, source: str, until: float) -> None:
        """Shut an address out, as an administrator wants it."""
        now = self._clock()
        self._change(lambda bans: ordered(bans, source, until, now))
        log.warning("sip_source_banned", address=source, why="order", seconds=round(until - now))
        self._wake.set()

    def lift(self, source: str) -> bool:
        """Let an address in again; False when it was not shut out."""
        now = self._clock()
        was = any(ban.source == source for ban in self.in_force())
        self._knocks.forget(source)
        self._change(lambda bans: lifted(bans, source, now))
        self._wake.set()
        return was

    def _answer(self, flood: Flood) -> None:
        told = {"address": flood.source, "why": flood.why}
        if flood.known:
            remedy = "look for a telephone there with an old password, or a program that guesses"
            log.warning("sip_flood_from_known_address", **told, remedy=remedy)
            return
        if spared(flood.source, self.never()):
            log.warning("sip_flood_from_spared_address", **told)
            return
        self._knocks.forget(flood.source)
        now = self._clock()
        self._change(lambda bans: banned(bans, flood, self._rules, now))
        until = next(ban.until for ban in self.bans if ban.source == flood.source)
        log.warning("sip_source_banned", **told, seconds=round(until - now))
        self._wake.set()

    def _change(self, change: Callable[[tuple[Ban, ...]], tuple[Ban, ...]]) -> None:
        """Change the bans; where they cannot be written, they count until the server ends."""
        try:
            self.bans = self._book.change(change)
            self._version = self._book.version()
        except (BansUnreadableError, OSError) as error:
            log.error("bans_not_kept", reason=str(error))
            self.bans = change(self.bans)

    def _read(self) -> None:
        version = self._book.version()
        if version == self._version:
            return
        self._version = version
        try:
            self.bans = self._book.read()
        except BansUnreadableError as error:
            log.error("bans_unreadable", reason=str(error))

    async def _tell(self) -> None:
        wanted = frozenset(ban.source for ban in self.in_force())
        if wanted == self._told:
            return
        try:
            await self._door.only(wanted)
        except RefusedError as error:
            remedy = "map acl to memory in its sorcery.conf, or ban by fail2ban (docs/security.md)"
            log.error("asterisk_takes_no_bans", reason=str(error), remedy=remedy)
        except AriError:
            return  # It is tried again when the link is back.
        self._told = wanted


def banning_of(settings: Settings, door: Door, clock: Callable[[], float]) -> Banning:
    """The bans as the settings want them."""
    bans = settings.asterisk.bans
    rules = Rules(failures=bans.failures, questions=10 * bans.failures, first=60 * bans.minutes)
    return Banning(BanBook(settings.state / BANS_FILE), door, rules, clock)


_KNOCKS: dict[str, Knock] = {PROVED: "proved", ASKED: "asked"}


def _knock(kind: str) -> Knock:
    return _KNOCKS.get(kind, "failed")
