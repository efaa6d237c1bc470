"""A day from history, played again by the router: what was simulated beside what was.

Contacts come when they came, talk as long as they talked and give up when they gave up; agents sign in,
pause and lose their telephones when they did.  Only who is offered to whom, and when, is decided anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import inf

import msgspec

import routing
from ivr.simulation.arrivals import Arrival, Kind
from ivr.simulation.engine import Engine, House, Told
from ivr.simulation.visits import Answered


class _Life:
    """What the board was told of one call."""

    def __init__(self, facts: routing.CallQueued, queued_at: float) -> None:
        self.facts = facts
        self.queued_at = queued_at
        self.answered_at = self.ended_at = self.gone_at = inf

    def kind(self) -> Kind:
        facts = self.facts
        wrap_up, relax, care = facts.wrap_up_seconds, facts.relax, facts.care
        return Kind(facts.queue, facts.needs, facts.priority, facts.strategy, wrap_up, relax, care)


class Day(msgspec.Struct, frozen=True):
    """A stretch of the board's history, taken apart."""

    begin: routing.Checkpoint
    lives: dict[str, _Life]
    told: tuple[Told, ...]
    ring_seconds: float


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """How the calls of a queue fared: ``in_time`` of the ``offered`` were answered within its seconds."""

    offered: int = 0
    in_time: int = 0
    answered: int = 0
    waited: float = 0.0

    def __add__(self, other: "Level") -> "Level":
        """Both together."""
        return Level(
            offered=self.offered + other.offered,
            in_time=self.in_time + other.in_time,
            answered=self.answered + other.answered,
            waited=self.waited + other.waited,
        )

    def with_one(self, wait: float, within: float) -> "Level":
        """One more, answered after so long; infinity: not at all."""
        answered = wait < inf
        return Level(
            offered=self.offered + 1,
            in_time=self.in_time + (wait <= within),
            answered=self.answered + answered,
            waited=self.waited + (wait if answered else 0.0),
        )

    def service_level(self) -> float | None:
        """Answered in time ÷ offered."""
        return routing.service_level(routing.Waits(offered=self.offered, in_time=self.in_time))

    def mean_wait(self) -> float | None:
        """ASA: the wait of the answered ÷ answered, in seconds."""
        return self.waited / self.answered if self.answered else None


class Compared(msgspec.Struct, frozen=True):
    """One queue: what was, and what the simulation makes of the same calls and agents."""

    real: Level
    simulated: Level

    def __add__(self, other: "Compared") -> "Compared":
        """Both together."""
        return Compared(self.real + other.real, self.simulated + other.simulated)

    def error(self) -> float | None:
        """The simulated service level less the real one."""
        real, simulated = self.real.service_level(), self.simulated.service_level()
        return None if real is None or simulated is None else simulated - real


def day_of(chapter: routing.Chapter) -> Day:
    """The stretch, taken apart."""
    lives = {one.facts.call: _Life(one.facts, one.facts.since) for one in chapter.begin.calls}
    told: list[Told] = []
    offered_at: dict[str, float] = {}
    board = routing.board_at(chapter.begin)
    for applied in chapter.applied:
        change, at = applied.change, applied.at
        offered_at.update((offer.call, at) for offer in applied.offers)
        match change:
            case routing.CallQueued():
                lives.setdefault(change.call, _Life(change, at))
            case routing.CallAnswered() | routing.TalkEnded() | routing.CallGone():
                _note(lives, change, at)
            case routing.CallTaken(facts=facts):
                _note(lives, routing.CallGone(facts.call), at)
            case routing.AgentRings() | routing.OfferMissed() | routing.TimePassed():
                pass
            case routing.PhoneUsed(agent=agent) if _has_call(board, agent):
                # His telephone was in use because of that call, which is another's now.
                pass
            case _:
                told.append(Told(at, change))
        board.apply(change, at)
    rings = [life.answered_at - offered_at[call] for call, life in lives.items() if call in offered_at]
    rung = [seconds for seconds in rings if 0 <= seconds < inf]
    return Day(chapter.begin, lives, tuple(told), sum(rung) / len(rung) if rung else 0.0)


def compared(day: Day, since: float, until: float, within: Mapping[str, float]) -> dict[str, Compared]:
    """Each queue's calls that came from ``since`` to ``until``; ``within`` has the seconds of its level."""
    found: dict[str, Compared] = {}
    simulated = dict(_played(day))
    for call, life in day.lives.items():
        if since <= life.queued_at < until:
            queue = life.facts.queue
            seconds = within.get(queue, 20.0)
            known = found.get(queue, Compared(Level(), Level()))
            found[queue] = Compared(
                known.real.with_one(life.answered_at - life.queued_at, seconds),
                known.simulated.with_one(simulated.get(call, inf), seconds),
            )
    return found


def _played(day: Day) -> Iterator[tuple[str, float]]:
    """Call and wait of each that is answered in the simulation."""
    board = routing.board_at(day.begin)
    engine = Engine(board, House(ring_seconds=day.ring_seconds))
    calls = tuple(day.lives)
    talks = _talks(day)
    arrivals = {call: _arrival(number, day.lives[call], talks[call]) for number, call in enumerate(calls)}
    present = {one.facts.call for one in day.begin.calls}
    for one in day.begin.calls:
        call, life = one.facts.call, day.lives[one.facts.call]
        if one.agent is None:
            engine.waits(call, arrivals[call], life.gone_at)
        elif life.answered_at < inf or life.ended_at < inf:
            board.apply(routing.CallAnswered(one.agent, call), life.queued_at)
            engine.talks(call, one.agent, life.ended_at if life.ended_at < inf else life.answered_at)
    coming: list[Arrival | Told] = [
        *day.told,
        *(each for call, each in arrivals.items() if call not in present),
    ]
    for visit in engine.run(sorted(coming, key=lambda news: news.at)):
        if isinstance(visit, Answered):
            yield calls[visit.arrival.number], visit.wait


def _arrival(number: int, life: _Life, talk: float) -> Arrival:
    return Arrival(number, life.queued_at, life.kind(), talk, life.gone_at - life.queued_at)


def _talks(day: Day) -> dict[str, float]:
    """How long each call talked; who never did, or still does, as long as the others in the mean."""
    known = {
        call: life.ended_at - life.answered_at
        for call, life in day.lives.items()
        if life.answered_at < inf and life.ended_at < inf
    }
    mean = sum(known.values()) / len(known) if known else 0.0
    return {call: known.get(call, mean) for call in day.lives}


def _note(
    lives: dict[str, _Life], change: routing.CallAnswered | routing.TalkEnded | routing.CallGone, at: float
) -> None:
    life = lives.get(change.call)
    if life is None:
        return
    match change:
        case routing.CallAnswered():
            life.answered_at = min(life.answered_at, at)
        case routing.TalkEnded():
            life.ended_at = at
        case routing.CallGone() if life.answered_at == inf:
            life.gone_at = at
        case _:
            pass


def _has_call(board: routing.Board, agent: str) -> bool:
    standing = board.agent(agent)
    return standing is not None and standing.call is not None


def stretches(chapters: Iterable[routing.Chapter]) -> tuple[routing.Chapter, ...]:
    """The chapters of a history, in order, with those made one that go on where the one before ended.

    A server that begins finds an empty board and restores it: its stretch begins with what was restored.
    """
    found: list[routing.Chapter] = []
    ended: routing.Checkpoint | None = None
    for chapter in chapters:
        begun = _restored(chapter)
        board = routing.board_at(begun.begin)
        for applied in begun.applied:
            board.apply(applied.change, applied.at)
        if found and begun.begin == ended:
            begun = routing.Chapter(found[-1].begin, found.pop().applied + begun.applied)
        found.append(begun)
        ended = routing.checkpoint_of(board)
    return tuple(found)


def _restored(chapter: routing.Chapter) -> routing.Chapter:
    first = chapter.applied[0] if chapter.applied else None
    if first is None or not isinstance(first.change, routing.Restored):
        return chapter
    board = routing.board_at(chapter.begin)
    board.apply(first.change, first.at)
    return routing.Chapter(routing.checkpoint_of(board), chapter.applied[1:])
