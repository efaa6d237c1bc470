"""Problems: what is wrong in a document, where, and what to do about it."""

import unicodedata

import msgspec

from ivr.dialplan.messages import Message

_NO_REMEDY = Message("", "")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong in a file: ``line`` and ``column`` counted from 1, in characters.

    ``source`` is that line of the file.  ``remedy`` may be empty.
    """

    file: str
    line: int
    column: int
    what: Message
    remedy: Message = _NO_REMEDY
    source: str = ""

    def in_language(self, language: str) -> str:
        """The problem as administrators read it: place, fault, line with a caret, remedy."""
        first = f"{self.file}:{self.line}:{self.column}: {self.what.in_language(language)}"
        shown = [first, *self._caret()]
        remedy = self.remedy.in_language(language)
        if remedy:
            shown.append(f"  → {remedy}")
        return "\n".join(shown)

    def _caret(self) -> list[str]:
        if not self.source.strip():
            return []
        before = self.source[: self.column - 1].expandtabs(4)
        return [f"  | {self.source.expandtabs(4)}", f"  | {' ' * _width(before)}^"]


class Place(msgspec.Struct, frozen=True):
    """Where something stands in its file: line and column, counted from 1."""

    line: int
    column: int

    def right(self, characters: int) -> "Place":
        """The place so many characters further in the same line."""
        return Place(self.line, self.column + characters)


class Source(msgspec.Struct, frozen=True):
    """The text of one file, by lines."""

    file: str
    lines: tuple[str, ...]

    def problem(self, place: Place, what: Message, remedy: Message) -> Problem:
        """A problem at a place of this file."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Problem(
            file=self.file, line=place.line, column=place.column, what=what, remedy=remedy, source=line
        )


def _width(text: str) -> int:
    # Chinese characters take two columns of a terminal; the caret must stand under its character.
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
