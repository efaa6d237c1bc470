"""Keying: what the digits mean that an agent presses while he talks."""

from collections.abc import Mapping

import msgspec

SECONDS_BETWEEN_KEYS = 3.0
"""Whoever pauses longer has ended the number that he was pressing, or given up a code."""

MOST_DIGITS = 20
"""No number is longer; further digits are thrown away."""


class Pressed(msgspec.Struct, frozen=True):
    """What has been pressed so far: the beginning of a code, or behind the code ``name`` a number.

    ``at`` is when the last key was pressed (epoch seconds).
    """

    digits: str
    at: float
    name: str = ""


class Chosen(msgspec.Struct, frozen=True):
    """A code that was pressed to its end, and the number behind it."""

    name: str
    number: str = ""


def press(
    before: Pressed | None, digit: str, at: float, codes: Mapping[str, str], numbered: frozenset[str]
) -> Pressed | Chosen | None:
    """What a key makes of those before it; None when they mean nothing.

    ``codes`` are those that mean something now, by name; after those in ``numbered`` a number follows,
    which ends with ``#``.  A star begins anew.
    """
    if before is not None and at - before.at > SECONDS_BETWEEN_KEYS:
        before = None
    if before is not None and before.name and digit != "*":
        return _number(before, digit, at)
    typed = before.digits if before is not None and not before.name else ""
    return _code(typed + digit, at, codes, numbered) or (_code(digit, at, codes, numbered) if typed else None)


def paused(before: Pressed | None) -> Chosen | None:
    """What stands when no more keys come: a number behind a code is complete then."""
    return Chosen(before.name, before.digits) if before is not None and before.name else None


def _number(before: Pressed, digit: str, at: float) -> Pressed | Chosen:
    if digit == "#":
        return Chosen(before.name, before.digits)
    return Pressed((before.digits + digit)[:MOST_DIGITS], at, before.name)


def _code(
    typed: str, at: float, codes: Mapping[str, str], numbered: frozenset[str]
) -> Pressed | Chosen | None:
    for name, code in codes.items():
        if code == typed:
            return Pressed("", at, name) if name in numbered else Chosen(name)
    return Pressed(typed, at) if any(code.startswith(typed) for code in codes.values()) else None
