"""Editing: changes in the text of a YAML document that leave comments, quotes and order as they are."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Path = tuple[str | int, ...]

_BYTE_ORDER_MARK = "\ufeff"
_WIDEST = 1_000_000
_ITEM_UNDER_A_KEY = re.compile(r"^( *)[^\s#-].*:[ \t]*(?:#.*)?\n(?: *(?:#.*)?\n)*( *)- ", re.MULTILINE)
_LIKE_NO_TEXT = re.compile(r"[-+]?[\d.]+|true|false|yes|no|on|off|null|~|", re.IGNORECASE)


class Put(msgspec.Struct, frozen=True, tag="put"):
    """What stands at the path is ``value`` from now on; the last step may be a new key."""

    path: Path
    value: Json


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """What stands at the path is gone, with its key."""

    path: Path


Edit = Put | Remove


class EditError(Exception):
    """An edit that finds nothing where it is to be made; ``path`` is where."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path)

    def __str__(self) -> str:
        return f"there is nothing at {self.where()}: look at the file anew"

    def where(self) -> str:
        """The path as people read it."""
        return " → ".join(map(str, self.path)) or "*"


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text after the edits, made one after the other.  Raises EditError."""
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    ends = "\r\n" if "\r\n" in text else "\n"
    plain = text.removeprefix(mark).replace("\r\n", "\n")
    yaml = _yaml(plain)
    try:
        document = yaml.load(plain)
    except YAMLError as error:
        raise EditError(()) from error
    for edit in edits:
        _make(document, edit)
    written = _Written()
    yaml.dump(document, written)
    return mark + "".join(written.pieces).replace("\n", ends)


class _Written:
    """Takes what the library writes."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, piece: str) -> None:
        """Add a piece."""
        self.pieces.append(piece)


class _AsTyped(VersionedResolver):
    """Takes every word for a text: ``+8613800138000`` and ``0800`` are written again as they were."""

    @property
    def versioned_resolver(self) -> dict[str, Any]:
        """No pattern makes anything but a text of a word."""
        return {}


def _yaml(text: str) -> YAML:
    yaml = YAML()
    yaml.Resolver = _AsTyped
    yaml.preserve_quotes = True
    yaml.width = _WIDEST
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.encoding = None  # type: ignore[assignment]  # text, not bytes: its own documentation says so
    offset = _offset_of_items(text)
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    return yaml


def _offset_of_items(text: str) -> int:
    """How far the document's lists stand to the right of their keys; 2 where it has none."""
    found = _ITEM_UNDER_A_KEY.search(text)
    return len(found[2]) - len(found[1]) if found else 2


def _make(document: Any, edit: Edit) -> None:
    if not edit.path:
        raise EditError(())
    place = document
    for depth, step in enumerate(edit.path[:-1]):
        place = _inside(place, step, edit.path[: depth + 1])
    last = edit.path[-1]
    match edit, place:
        case Put(value=value), CommentedMap():
            key = _key(place, str(last))
            place[key] = _as_before(place.get(key), value)
        case Put(value=value), CommentedSeq() if isinstance(last, int) and last < len(place):
            place[last] = _as_before(place[last], value)
        case Put(value=value), CommentedSeq() if last == len(place):
            place.append(_written(value))
        case Remove(), _:
            _inside(place, last, edit.path)
            del place[last if isinstance(place, CommentedSeq) else _key(place, str(last))]
        case _:
            raise EditError(edit.path)


def _inside(place: Any, step: str | int, path: Path) -> Any:
    match place:
        case CommentedMap() if str(step) in place:
            return place[str(step)]
        case CommentedSeq() if isinstance(step, int) and 0 <= step < len(place):
            return place[step]
        case _:
            raise EditError(path)


def _key(place: CommentedMap, key: str) -> str:
    """The key as it stands there, or a new one, in quotes where it could be taken for a number."""
    return key if key in place else _text(key)


def _text(text: str) -> str:
    return DoubleQuotedScalarString(text) if _LIKE_NO_TEXT.fullmatch(text) else text


def _as_before(before: Any, value: Json) -> Any:
    """The value written as the one before it was: a word without quotes is followed by one without."""
    return value if type(before) is str and isinstance(value, str) and value else _written(value)


def _written(value: Json) -> Any:
    """The value as YAML has it: short lists and maps of words on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case str():
            return _text(value)
        case list():
            items = CommentedSeq(_written(item) for item in value)
            return _on_one_line(items, value)
        case dict():
            fields = CommentedMap((_text(key), _written(field)) for key, field in value.items())
            return _on_one_line(fields, value.values())


def _on_one_line(made: Any, parts: Any) -> Any:
    if not any(isinstance(part, list | dict) for part in parts):
        made.fa.set_flow_style()
    return made
