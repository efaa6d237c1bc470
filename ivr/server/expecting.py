"""Expecting: tells when those who wait are likely to be answered, and counts whether it came true."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from itertools import takewhile
from time import monotonic

import routing
from ivr.calls.contact import Talk
from ivr.calls.phases import Phase
from ivr.calls.stretches import Wait, ended_by
from ivr.dialplan.centre.centre import Centre
from ivr.simulation.calibration import Announced, Outcome
from ivr.simulation.chance import Chance
from ivr.simulation.expected_wait import FUTURES, Pace, Present, Range, futures, ranges
from ivr.storage.values import TalkRow, WaitRow
from ivr.telephony.events import Event
from ivr.telephony.ids import ContactId, PlaceId, owner

SECONDS_BETWEEN_LOOKS = 3.0
SECONDS_TO_IMAGINE = 0.1
"""So long the futures of one look may take, on a thread of their own."""

LARGEST = 2000
"""Above so many agents and calls together nothing is told: one future would take too long."""

REMEMBERED = 300
"""The pace of a queue is that of so many last talks and waits."""

RING_SECONDS = 5.0
"""How long a telephone rings, in the mean, until it is answered."""


class Expecting:
    """Looks at the board every few seconds while somebody waits."""

    def __init__(
        self,
        board: routing.Board,
        centre: Callable[[], Centre],
        clock: Callable[[], float],
        chance: Chance,
    ) -> None:
        self._board = board
        self._centre = centre
        self._clock = clock
        self._chance = chance
        self._talks: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._waits: defaultdict[str, deque[tuple[float, bool]]] = defaultdict(
            lambda: deque(maxlen=REMEMBERED)
        )
        self._latest: dict[ContactId, Announced] = {}
        self._first: dict[ContactId, Announced] = {}
        self.on_outcome: Callable[[str, Outcome], None] = lambda queue, outcome: None

    def recall(self, waits: Iterable[WaitRow], talks: Iterable[TalkRow]) -> None:
        """Learn the pace of the queues from what is stored, oldest first."""
        for wait in waits:
            self._waits[wait.queue].append((wait.until - wait.since, wait.end == "abandoned"))
        for talk in talks:
            self._talks[talk.queue].append(talk.until - talk.since)

    def step(self, before: Phase | None, event: Event, after: Phase) -> None:
        """A contact went from one phase to the next: learn from what has ended, and score what was told."""
        for stretch in ended_by(before, event, after):
            match stretch:
                case Wait(queue=queue):
                    self._waits[queue].append((stretch.seconds(), stretch.end == "abandoned"))
                    self._wait_ended(stretch)
                case Talk(queue=queue):
                    self._talks[queue].append(stretch.seconds())
                case _:
                    pass

    def range_of(self, contact: ContactId) -> Range | None:
        """From when to when the contact, which waits, is likely to be answered, in seconds from now."""
        latest = self._latest.get(contact)
        if latest is None:
            return None
        passed = self._clock() - latest.at
        return Range(max(0.0, latest.range.low - passed), max(0.0, latest.range.high - passed))

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            await self.look()

    async def look(self) -> None:
        """Imagine what becomes of those who wait now."""
        waiting = self._board.waiting()
        if not waiting or len(waiting) + len(self._board.agents()) > LARGEST:
            self._latest = {}
            return
        at = self._clock()
        present = Present(at, routing.checkpoint_of(self._board), self._paces(), RING_SECONDS)
        found = await asyncio.to_thread(_imagined, present, self._chance)
        self._latest = {owner(PlaceId(call)): Announced(at, told) for call, told in found.items()}
        still = {owner(PlaceId(call.call)) for call in self._board.waiting()}
        for contact in still & self._latest.keys():
            self._first.setdefault(contact, self._latest[contact])

    def _paces(self) -> dict[str, Pace]:
        return {queue: self._pace(queue) for queue in self._centre().queues}

    def _pace(self, queue: str) -> Pace:
        waits = self._waits[queue]
        waited = sum(seconds for seconds, _ in waits)
        gave_up = sum(abandoned for _, abandoned in waits)
        return Pace(tuple(sorted(self._talks[queue])), gave_up / waited if waited else 0.0)

    def _wait_ended(self, wait: Wait) -> None:
        contact = owner(wait.place)
        self._latest.pop(contact, None)
        told = self._first.pop(contact, None)
        if told is not None and wait.end == "answered":
            self.on_outcome(wait.queue, told.outcome(wait.until))


def _imagined(present: Present, chance: Chance) -> dict[str, Range]:
    ends = monotonic() + SECONDS_TO_IMAGINE
    numbered = zip(range(FUTURES), futures(present, chance), strict=False)
    return ranges(future for _, future in takewhile(lambda _: monotonic() < ends, numbered))
