"""Signs of life: what a server says of itself through a pipe, and what the guardian makes of it.

A sign is one byte.  ``a``: the server lives, but holds no line to Asterisk or is still finding out what it
missed.  A digit: it drives the calls, and so many tenths of a second ago, rounded up, it last heard from
Asterisk; ``9`` stands for that and everything longer.  So who drives a line that has fallen silent is
trusted from when Asterisk last spoke, not from when the server noticed.
"""

import math

ALIVE = b"a"

BEATS_EVERY = 0.25
"""Seconds between two signs."""

SECONDS_TO_FREEZE = 1.5
"""A server that gave signs and has given none for this long is frozen."""

SECONDS_OF_TRUST = 2.6
"""After this long without a server that drives them the callers inside are given up for lost.

A frozen server is killed after 1.5 s and followed within another 0.8; a line that has fallen silent is
given up after as long, and a new one is made and compared within half a second.  Both are through before.
"""

SECONDS_UNNOTICED = 0.5
"""A guardian that does not come to look for longer than this was held up itself."""

_LONG = 9


def driving(silence: float) -> bytes:
    """The sign of a server that drives the calls and last heard from Asterisk ``silence`` seconds ago."""
    return str(math.ceil(min(silence * 10, _LONG))).encode()


class Pulse:
    """What is known of a server's heart.  Times are of one clock that only goes forward, in seconds."""

    def __init__(self, now: float) -> None:
        self.last_driven = now
        self.driving = False
        self.has_driven = False
        self._last_sign: float | None = None
        self._last_look = now

    def heard(self, signs: bytes, now: float) -> bool:
        """Take signs of life; True when with these the server has begun to drive the calls."""
        before = self.driving
        self._last_sign = now
        self.driving = signs[-1:].isdigit()
        silences = [int(chr(sign)) for sign in signs if chr(sign).isdigit()]
        if silences:
            self.has_driven = True
        if silences and min(silences) < _LONG:
            self.last_driven = max(self.last_driven, now - min(silences) / 10)
        return self.driving and not before

    def born(self) -> None:
        """Another server begins: it has given no sign yet, and the callers wait since the last one's."""
        self.driving = False
        self.has_driven = False
        self._last_sign = None

    def looked(self, now: float) -> None:
        """We look, and do so often; when we were held up ourselves, the server is not to blame for it."""
        held_up = now - self._last_look
        self._last_look = now
        if held_up > SECONDS_UNNOTICED:
            self.last_driven += held_up
            if self._last_sign is not None:
                self._last_sign += held_up

    def is_frozen(self, now: float) -> bool:
        """Whether a server that had given signs has stopped."""
        return self._last_sign is not None and now - self._last_sign > SECONDS_TO_FREEZE

    def is_lost(self, now: float) -> bool:
        """Whether nobody has driven the calls for longer than callers may be left alone."""
        return now - self.last_driven > SECONDS_OF_TRUST
