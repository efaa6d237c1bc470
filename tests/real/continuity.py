"""Continuity: for how long an Asterisk kept sound back that it should have sent on, by its packets."""

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import msgspec

from ivr.asterisk.rendering import Ports
from ivr.bench.wire import Packet, PortRange, Wire, WireError

_HEADER = 12
_LEAST_PACKETS = 50
_LEAST_SHARED = 0.5

Stream = list[tuple[float, bytes]]
"""Times (seconds) and sounds of the packets of one direction at one of Asterisk's ports."""


class Continuity(msgspec.Struct, frozen=True):
    """One stretch of time, in seconds: for each stream of sound the longest that it stood still.

    ``kept_back`` is of streams that Asterisk sent on as they came: how long a packet waited for the next to
    go out.  A telephone that is late itself is not counted.  ``pauses`` is of what Asterisk made itself.
    """

    kept_back: tuple[float, ...]
    pauses: tuple[float, ...]

    def longest(self) -> float:
        """The longest of them all."""
        return max(*self.kept_back, *self.pauses)


class Window(msgspec.Struct, frozen=True):
    """A stretch of time (seconds since the epoch), and the ports of the calls that there were in it."""

    begin: float
    end: float
    ports: frozenset[int]


class Watch:
    """Sees the packets on the ports that an Asterisk takes for sound; nothing, where this process may not."""

    def __init__(self) -> None:
        self.may_look = False
        self.packets: list[Packet] = []
        self.windows: list[Window] = []

    @contextmanager
    def window(self, ports: frozenset[int]) -> Iterator[None]:
        """A stretch of time to be judged, for the calls that have these ports of Asterisk's."""
        begin = time.time()
        yield
        self.windows.append(Window(begin, time.time(), ports))

    def continuity(self, window: Window) -> Continuity:
        """What was seen in a window."""
        came, went = self._streams(window)
        pairs = [(into, out) for out in went for into in came if _same(into, out)]
        own = (out for out in went if not any(_same(into, out) for into in came))
        return Continuity(
            tuple(max(_waits(into, out)) for into, out in pairs), tuple(max(_pauses(out)) for out in own)
        )

    def _streams(self, window: Window) -> tuple[list[Stream], list[Stream]]:
        came: dict[int, Stream] = defaultdict(list)
        went: dict[int, Stream] = defaultdict(list)
        for packet in self.packets:
            kept = (packet.at / 1e9, packet.payload[_HEADER:])
            if not window.begin <= kept[0] <= window.end:
                continue
            if packet.source in window.ports:
                went[packet.source].append(kept)
            if packet.target in window.ports:
                came[packet.target].append(kept)
        return _long(came), _long(went)


@contextmanager
def watched(ports: Ports) -> Iterator[Watch]:
    """Watch until nothing has come for a moment after the end; then the packets are there."""
    watch = Watch()
    try:
        wire = Wire([PortRange(ports.rtp_first, ports.rtp_last)]).__enter__()
    except WireError:
        yield watch
        return
    try:
        yield watch
    finally:
        wire.__exit__(None, None, None)
    watch.may_look, watch.packets = True, wire.packets()


def _long(streams: dict[int, Stream]) -> list[Stream]:
    return [stream for stream in streams.values() if len(stream) >= _LEAST_PACKETS]


def _same(into: Stream, out: Stream) -> bool:
    """Whether the one was sent on as the other: the same sounds, none of them made anew."""
    heard, told = {sound for _, sound in into}, {sound for _, sound in out}
    return len(heard & told) > _LEAST_SHARED * len(told)


def _waits(into: Stream, out: Stream) -> Iterator[float]:
    times = [at for at, _ in out]
    for at, _ in into:
        after = bisect_left(times, at)
        if 0 < after < len(times):
            yield times[after] - at


def _pauses(stream: Stream) -> Iterator[float]:
    return (later - earlier for (earlier, _), (later, _) in pairwise(stream))
