"""Expected wait: how long those who wait now will go on waiting, from many futures of the present board.

Each future goes on from the present board with talks that end at random, as talks of their queue did
lately, and callers who give up as others did.  Whoever comes later is left out: of equal priority he is
served later.  Agents who are paused or away stay so.  The range that is announced lies between two
quantiles of the futures in which the caller is answered, so that a share of ``CLAIMED`` of the answered
is answered inside it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from math import inf, log

import msgspec

from ivr.simulation.arrivals import Arrival, Kind
from ivr.simulation.chance import Chance
from ivr.simulation.engine import Engine, House
from ivr.simulation.visits import Answered
from routing import AgentState, Board, CallAnswered, Checkpoint, board_at

LOW, HIGH = 0.25, 0.9
CLAIMED = HIGH - LOW
"""The share of callers who are to be answered inside their range."""

FUTURES = 100


class Pace(msgspec.Struct, frozen=True):
    """How a queue went lately.

    ``talk_seconds``: how long its last talks lasted, shortest first.  ``give_up_rate``: how many gave up
    for each second that somebody waited (those who gave up ÷ the sum of all waits).
    """

    talk_seconds: tuple[float, ...] = ()
    give_up_rate: float = 0.0


class Present(msgspec.Struct, frozen=True):
    """The board as it stood at ``at`` (seconds since the epoch), and the pace of its queues."""

    at: float
    board: Checkpoint
    paces: Mapping[str, Pace]
    ring_seconds: float = 0.0


class Range(msgspec.Struct, frozen=True):
    """Somebody who waits is likely to be answered from ``low`` to ``high`` seconds from now."""

    low: float
    high: float


def expected_waits(present: Present, chance: Chance, most: int = FUTURES) -> dict[str, Range]:
    """The range of each call in line, by its id, from so many futures; without those whom nobody can take."""
    return ranges(islice(futures(present, chance), most))


def futures(present: Present, chance: Chance) -> Iterator[dict[str, float]]:
    """Futures without end: in how many seconds each call in line is answered, never being infinity.

    Who gives up in a future is not in it.  Who has little time stops when it is over, and makes ``ranges``
    of what there is.
    """
    while True:
        yield _future(present, chance)


def ranges(imagined: Iterable[Mapping[str, float]]) -> dict[str, Range]:
    """The range of each call, without those whom, as things are, nobody takes."""
    waits: dict[str, list[float]] = {}
    for future in imagined:
        for call, seconds in future.items():
            waits.setdefault(call, []).append(seconds)
    found = {call: _range(sorted(of_call)) for call, of_call in waits.items()}
    return {call: known for call, known in found.items() if known is not None}


def _range(waits: list[float]) -> Range | None:
    if waits[min(int(HIGH * len(waits)) + 1, len(waits) - 1)] == inf:
        return None
    return Range(_quantile(waits, LOW), _quantile(waits, HIGH))


def _quantile(ascending: list[float], share: float) -> float:
    """What one more such value would be below with this probability; between two values interpolated.

    Source: the k-th of n values is above one more with probability k/(n + 1) (Weibull 1939).
    """
    place = min(max(0.0, share * (len(ascending) + 1) - 1), len(ascending) - 1)
    below = int(place)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (place - below) * (ascending[above] - ascending[below])


def _future(present: Present, chance: Chance) -> dict[str, float]:
    board = board_at(present.board)
    engine = Engine(board, House(ring_seconds=present.ring_seconds))
    calls = _put_in_line(engine, present, chance)
    _let_talk(engine, board, present, chance)
    answered = dict.fromkeys(calls, inf)
    for visit in islice(engine.run(()), len(calls)):
        call = calls[visit.arrival.number]
        if isinstance(visit, Answered):
            answered[call] = visit.wait - (present.at - visit.arrival.at)
        else:
            del answered[call]
    return answered


def _put_in_line(engine: Engine, present: Present, chance: Chance) -> list[str]:
    calls: list[str] = []
    for told in present.board.calls:
        if told.agent is None:
            facts = told.facts
            pace = present.paces.get(facts.queue, _UNKNOWN)
            arrival = Arrival(
                len(calls), facts.since, Kind(facts.queue, facts.needs), _talk(pace, chance), inf
            )
            patience = -log(1 - chance.random()) / pace.give_up_rate if pace.give_up_rate else inf
            engine.waits(facts.call, arrival, present.at + patience)
            calls.append(facts.call)
    return calls


def _let_talk(engine: Engine, board: Board, present: Present, chance: Chance) -> None:
    queues = {told.facts.call: told.facts.queue for told in present.board.calls}
    for seat in present.board.seats:
        if seat.call is None:
            continue
        pace = present.paces.get(queues[seat.call], _UNKNOWN)
        if seat.stage is AgentState.TALKING:
            remaining = _rest_of_talk(pace, present.at - seat.since, chance)
        else:
            board.apply(CallAnswered(seat.agent.id, seat.call), present.at)
            rung = present.at - seat.since
            remaining = max(0.0, present.ring_seconds - rung) + _talk(pace, chance)
        engine.talks(seat.call, seat.agent.id, present.at + remaining)


def _talk(pace: Pace, chance: Chance) -> float:
    return _rest_of_talk(pace, -1.0, chance)


def _rest_of_talk(pace: Pace, so_far: float, chance: Chance) -> float:
    """What is left of a talk that lasted so long: as of the earlier talks that lasted longer.

    Where none lasted longer it is as long again, in the mean, as talks are.
    """
    talks = pace.talk_seconds
    longer = bisect_right(talks, so_far)
    if longer == len(talks):
        mean = sum(talks) / len(talks) if talks else _SECONDS_UNKNOWN
        return -mean * log(1 - chance.random())
    return talks[longer + int(chance.random() * (len(talks) - longer))] - max(0.0, so_far)


_UNKNOWN = Pace()
_SECONDS_UNKNOWN = 180.0
"""The mean of the talks of a queue of which nothing is known yet."""
