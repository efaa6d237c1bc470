"""The tree of a document: YAML text with every scalar as it was typed, and the place of everything.

Scalars stay text (``0800``, ``+86…``, keys ``1`` and ``*``): the models make numbers of those that
must be numbers.  Nothing is constructed, so tags in the text have no effect.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
import yaml

from ivr.dialplan.messages import Message
from ivr.dialplan.reading import slips
from ivr.dialplan.reading.problems import Place, Problem, Source
from ivr.dialplan.reading.unreadable import TOO_DEEP, unreadable

Path = tuple[str | int, ...]
Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"

DEEPEST = 40
"""How many levels a document may have."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Tree(msgspec.Struct, frozen=True):
    """A parsed document: its value, where each value and each key stands, and the slips met on the way."""

    source: Source
    value: Value
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    problems: tuple[Problem, ...] = ()

    def value_place(self, path: Path) -> Place:
        """Where the value at the path begins; that of the nearest part above if there is none."""
        return self.values[path] if path in self.values else self.key_place(path[:-1])

    def key_place(self, path: Path) -> Place:
        """Where the key that leads to the path stands; that of the nearest above if there is none."""
        while path and path not in self.keys:
            if isinstance(path[-1], int) and path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.keys.get(path, Place(1, 1))


class _Builder:
    """Builds one tree from the parser's events; gathers the problems that it meets on the way.

    It works on events because the C composer recurses without a bound: a text of many brackets
    would end the process.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self._events: Iterator[yaml.Event] = iter(())
        self._anchored: dict[str, Value] = {}

    def build(self) -> Value:
        """The value of the whole text.  Raises yaml.YAMLError, or _StopError where reading must end."""
        self._events = yaml.parse("\n".join(self.source.lines), Loader=yaml.CSafeLoader)
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise _StopError(Place(1, 1), _EMPTY, _FILL)
        value = self._value(next(self._events), ())
        next(self._events)
        more = next(self._events)
        if not isinstance(more, yaml.StreamEndEvent):
            raise _StopError(_place(more), _SECOND, _ONE)
        return value

    def _value(self, event: Any, path: Path) -> Value:
        # The parser's grammar puts nothing here but an alias or the begin of a value.
        place = self.values.setdefault(path, _place(event))
        if len(path) > DEEPEST:
            raise _StopError(place, *TOO_DEEP)
        match event:
            case yaml.AliasEvent():
                return self._alias(event)
            case yaml.MappingStartEvent():
                value: Value = self._mapping(path)
            case yaml.SequenceStartEvent():
                value = self._sequence(path)
            case _:
                value = self._scalar(event)
        if event.anchor is not None:
            self._anchored[event.anchor] = value
        return value

    def _mapping(self, path: Path) -> Value:
        value: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _StopError(_place(event), _ODD_KEY, _CHECK_BRACKETS)
            key = self._key(event)
            here = (*path, key)
            if key in value:
                self._duplicate(key, event, self.keys[here])
            self.keys.setdefault(here, _place(event))
            # Of a key written twice the first is kept: the second one's faults would be told at its place.
            value.setdefault(key, self._value(next(self._events), here))
        return value

    def _sequence(self, path: Path) -> Value:
        value: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            value.append(self._value(event, (*path, len(value))))
        return value

    def _key(self, event: yaml.ScalarEvent) -> str:
        if not event.style:
            self.report(slips.in_key(event.value), _place(event))
        return str(event.value)

    def _scalar(self, event: yaml.ScalarEvent) -> Value:
        if event.style:
            return str(event.value)
        if event.value in _NULLS:
            return None
        self.report(slips.in_value(event.value), _place(event))
        return str(event.value)

    def _alias(self, event: yaml.AliasEvent) -> Value:
        if event.anchor not in self._anchored:
            raise _StopError(_place(event), _NO_ANCHOR, _STAR_IN_QUOTES)
        return self._anchored[event.anchor]

    def _duplicate(self, key: str, event: yaml.Event, first: Place) -> None:
        what = Message(f"“{key}” 写了两次", f'"{key}" is written twice')
        remedy = Message(
            f"第 {first.line} 行已有，删去其中一个", f"it stands in line {first.line} too: remove one"
        )
        self.problems.append(self.source.problem(_place(event), what, remedy))

    def report(self, found: Iterable[slips.Slip], place: Place) -> None:
        """Note slips, whose columns count from the place."""
        for slip in found:
            there = place.right(slip.column - 1)
            self.problems.append(self.source.problem(there, slip.what, slip.remedy))


class _StopError(Exception):
    """Reading cannot go on past this place."""

    def __init__(self, place: Place, what: Message, remedy: Message) -> None:
        super().__init__(place, what, remedy)
        self.place, self.what, self.remedy = place, what, remedy


_CHECK_BRACKETS = Message("检查这里的括号和引号", "check the brackets and quotes here")
_EMPTY = Message("文件是空的", "the file is empty")
_FILL = Message("写入内容，或删去文件", "fill it, or remove it")
_NO_ANCHOR = Message(
    "以 * 开头的引用没有定义", "a text that begins with * refers to something, which is not there"
)
_ODD_KEY = Message("这里的键不是文字", "this key is not a text")
_ONE = Message(
    "删去 --- 之后的部分，或另存为一个文件", "remove what follows ---, or make it a file of its own"
)
_SECOND = Message("一个文件只能有一份文档", "a file holds one document, and here begins a second")
_STAR_IN_QUOTES = Message('如果是星号键，写成 "*"', 'if the star key is meant, write "*"')


def parse(source: Source) -> Tree | tuple[Problem, ...]:
    """The tree of a text, or every problem that keeps it from being one."""
    builder = _Builder(source)
    for number, line in enumerate(source.lines, start=1):
        builder.report(slips.in_any_line(line), Place(number, 1))
    try:
        value = builder.build()
    except yaml.YAMLError as error:
        return unreadable(source, error)
    except _StopError as stop:
        return (*builder.problems, source.problem(stop.place, stop.what, stop.remedy))
    return Tree(source, value, builder.values, builder.keys, tuple(builder.problems))


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
