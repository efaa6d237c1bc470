"""Importing: a queue_log line by line, and what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ivr.dialplan.messages import Message
from ivr.storage.queue_log.folding import WITHOUT_A_CALL, Call
from ivr.storage.queue_log.lines import Line, line_in
from ivr.storage.values import ContactRecord, Stretch


class Imported(NamedTuple):
    """A call that is over: its record, its waits, talks and misses, and the id that it had in the log."""

    record: ContactRecord
    stretches: tuple[Stretch, ...]
    call: str


class Reading:
    """Reads lines, in the order of the file, and gathers the calls.

    ``wrong`` are the lines that are none, by their number from 1; ``unknown`` counts the events that are
    passed over, by name; ``besides`` counts the known ones that are part of no call.
    """

    def __init__(self, normal: Callable[[str], str]) -> None:
        self._normal = normal
        self._calls: dict[str, Call] = {}
        self._lines = 0
        self.wrong: list[tuple[int, Message]] = []
        self.unknown: Counter[str] = Counter()
        self.besides: Counter[str] = Counter()

    def read(self, lines: Iterable[bytes]) -> Iterator[int]:
        """Take the lines; tells after each how many bytes it had."""
        for raw in lines:
            self._lines += 1
            self._take(raw.decode("utf-8", "replace"))
            yield len(raw)

    def _take(self, text: str) -> None:
        if not text.strip():
            return
        line = line_in(text)
        if isinstance(line, Message):
            self.wrong.append((self._lines, line))
        elif line.event in WITHOUT_A_CALL or not line.call:
            self._besides(line)
        else:
            call = self._calls.get(line.call)
            if call is None:
                call = self._calls[line.call] = Call(line.call, self._normal)
            if not call.take(line):
                self.unknown[line.event] += 1

    def _besides(self, line: Line) -> None:
        (self.besides if line.event in WITHOUT_A_CALL else self.unknown)[line.event] += 1

    def unfinished(self) -> int:
        """How many calls were not over at the end."""
        return sum(call.unfinished() for call in self._calls.values())

    def finished(self) -> Iterator[Imported]:
        """The calls that are over, in the order of their first lines."""
        for name, call in self._calls.items():
            if not call.unfinished():
                yield Imported(call.record(), call.stretches(), name)
