"""Checking: what may stand in Asterisk's configuration, and what could change a file's meaning."""

import re

EXTENSION = re.compile(r"[0-9A-Za-z_-]{1,32}")
HOST = re.compile(r"\[?[0-9A-Za-z.:_-]+\]?(:[0-9]{1,5})?")
NETWORK = re.compile(r"\[?[0-9A-Za-z.:_-]+\]?(:[0-9]{1,5})?(/[0-9]{1,3})?")
USER = re.compile(r"[0-9A-Za-z.+_~-]{1,80}")

_NOT_IN_A_VALUE = re.compile(r"[\x00-\x1f\x7f]")


class RenderingError(Exception):
    """A value cannot be written into Asterisk's configuration."""

    def __init__(self, thing: str, value: str, remedy: str) -> None:
        self.thing = thing
        self.value = value
        self.remedy = remedy
        super().__init__(thing, value, remedy)

    def __str__(self) -> str:
        return f"{self.thing} {self.value!r} cannot stand in Asterisk's configuration: {self.remedy}."


def matching(pattern: re.Pattern[str], thing: str, value: str, remedy: str) -> str:
    """The value, if all of it is as the pattern says; raises RenderingError."""
    if pattern.fullmatch(value) is None:
        raise RenderingError(thing, value, remedy)
    return value


def plain_value(thing: str, value: str) -> str:
    """Any text as the right side of a setting; raises RenderingError, which does not show it."""
    if _NOT_IN_A_VALUE.search(value) or value != value.strip():
        raise RenderingError(thing, "…", "take line ends, control characters and outer spaces out of it")
    # Asterisk takes what follows a semicolon for a comment.
    return value.replace(";", "\\;")
