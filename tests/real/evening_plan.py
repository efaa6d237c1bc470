"""An evening's plan: what every caller and agent will do, drawn from a seed, and what must come of it."""

import random
from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec

FRONT = tuple(f"82{number:02d}" for number in range(1, 21))
"""Agents whom both queues ring."""
EXPERTS = tuple(f"82{number:02d}" for number in range(41, 55))
"""Agents of no queue: nobody reaches them but by their number."""

ASKING, PLAIN_LINE, EMPTY, MENU = "4301", "4302", "4303", "4304"
"""Numbers: of a queue with a survey, one without, one without agents, and a menu before the first."""

PLAIN_QUEUE = "7302"
"""What agents dial for the queue without a survey."""


class Ends(StrEnum):
    """What ends an agent's part in a talk."""

    HE_HANGS_UP = "he hangs up"
    THE_CALLER_HANGS_UP = "the caller hangs up"
    HE_REFERS = "he sends the caller on by REFER"
    HE_SENDS_BY_KEYS = "he sends the caller on by keys"
    HE_CONSULTS_BY_KEYS = "he consults by keys and leaves"
    HE_CONSULTS_BY_INFO = "he consults by keys in SIP INFO and leaves"
    HE_JOINS_TWO_LINES = "he consults on a second line and joins both"
    NOBODY_COMES = "he consults, is refused, talks on and hangs up"


CONSULTS = (Ends.HE_CONSULTS_BY_KEYS, Ends.HE_CONSULTS_BY_INFO, Ends.HE_JOINS_TWO_LINES)


class Declines(msgspec.Struct, frozen=True):
    """He refuses with that status."""

    status: int


class LetsItRing(msgspec.Struct, frozen=True):
    """He does not answer."""


class Talks(msgspec.Struct, frozen=True, kw_only=True):
    """He answers after ``after`` seconds and speaks for ``seconds``, holds of ``hold`` seconds besides.

    ``by`` is his number where only he can be meant; ``target`` whom or where he calls or sends to.
    ``consulted``: a colleague called him, and the caller comes to him later.
    """

    seconds: float
    ends: Ends
    after: float = 0.1
    hold: float = 0.0
    how_held: str = "sendonly"
    by: str = ""
    target: str = ""
    consulted: bool = False


Ring = Declines | LetsItRing | Talks


class Leaves(StrEnum):
    """Where a caller hangs up who does not stay until the end."""

    MENU = "in the menu"
    QUEUE = "in the queue"
    RINGING = "while it rings"
    TALK = "in the talk"
    SURVEY = "in the survey"
    NOT = "not before the end"


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One contact: when he calls, where, what he presses, where he leaves; and what each ring of it meets."""

    number: str
    chord: int
    at: float
    dialled: str
    leaves: Leaves = Leaves.NOT
    stays: float = 0.0
    answers: tuple[str, ...] = ()
    rings: tuple[Ring, ...] = ()

    def talks(self) -> tuple[Talks, ...]:
        """Whoever speaks with the caller, in order."""
        return tuple(ring for ring in self.rings if isinstance(ring, Talks))

    def outcome(self) -> str:
        """How the contact must end."""
        match self.leaves:
            case Leaves.MENU:
                return "left_in_menu"
            case Leaves.QUEUE | Leaves.RINGING if not self.talks():
                return "left_in_queue"
            case _:
                return "answered"

    def queue(self) -> str:
        """The queue that it must have been in last; empty for none."""
        if self.leaves is Leaves.MENU:
            return ""
        queue = {PLAIN_LINE: "plain", EMPTY: "empty"}.get(self.dialled, "asking")
        return "plain" if any(talk.target == PLAIN_QUEUE for talk in self.talks()) else queue

    def survey(self) -> dict[str, str]:
        """The answers that must be stored."""
        words = ({"1": "yes", "2": "no"}, {"1": "one", "2": "two"})
        questions = zip(("solved", "again"), self.answers, words, strict=False)
        return {question: word[key] for question, key, word in questions}

    def is_asked(self) -> bool:
        """Whether a survey must follow."""
        left = self.leaves in (Leaves.NOT, Leaves.SURVEY)
        return left and self.queue() == "asking" and bool(self.talks())


class Plan(msgspec.Struct, frozen=True):
    """Whoever calls, each with his stories one after the other; ``seed`` makes it again."""

    seed: int
    people: tuple[tuple[Story, ...], ...]

    def stories(self) -> tuple[Story, ...]:
        """Every contact."""
        return tuple(story for person in self.people for story in person)


def plan(contacts: int, seed: int, a_second: float) -> Plan:
    """A plan of so many contacts, of which on average so many begin each second."""
    chance = random.Random(seed)
    kinds = _kinds(contacts, chance)
    people: list[tuple[Story, ...]] = []
    at, experts = 0.0, _Experts()
    while kinds:
        again = 1 + (chance.random() < 0.15 and len(kinds) > 1)
        number = f"1390000{len(people):04d}"
        stories = []
        for _ in range(again):
            at += chance.expovariate(a_second)
            story = kinds.pop()(chance, experts)
            stories.append(msgspec.structs.replace(story, number=number, chord=len(people), at=at))
        people.append(tuple(stories))
    return Plan(seed, tuple(people))


class _Experts:
    """Deals the experts out in turn, so that they are asked for at long intervals."""

    def __init__(self) -> None:
        self._next = 0

    def one(self) -> str:
        self._next += 1
        return EXPERTS[self._next % len(EXPERTS)]


Kind = Callable[[random.Random, _Experts], Story]


class Turn(msgspec.Struct, frozen=True):
    """What the caller does at last."""

    leaves: Leaves = Leaves.NOT
    answers: tuple[str, ...] = ()


def _story(dialled: str, *rings: Ring, leaves: Leaves = Leaves.NOT, stays: float = 0.0) -> Story:
    return Story(number="", chord=0, at=0.0, dialled=dialled, rings=rings, leaves=leaves, stays=stays)


def _kinds(contacts: int, chance: random.Random) -> list[Kind]:
    """As many kinds of stories as there are contacts, each kind as often as its weight says."""
    weighted: Sequence[tuple[Kind, int]] = (
        (_leaves_early, 15),
        (_talks, 40),
        (_is_held, 10),
        (_is_missed, 10),
        (_is_sent_on, 20),
        (_is_consulted_about, 20),
        (_gives_up_on_the_way, 5),
    )
    names = [kind for kind, weight in weighted for _ in range(weight)]
    drawn = [
        names[index * len(names) // contacts] if contacts < len(names) else chance.choice(names)
        for index in range(contacts)
    ]
    chance.shuffle(drawn)
    return drawn


def _last(chance: random.Random, by: str = "", consulted: bool = False) -> tuple[Talks, Turn]:
    """The last talk, and what the caller does in it or after it."""
    by_caller = chance.random() < 0.4
    ends = Ends.THE_CALLER_HANGS_UP if by_caller else Ends.HE_HANGS_UP
    talk = Talks(
        seconds=chance.uniform(1.5, 3.0), ends=ends, after=chance.uniform(0, 0.4), by=by, consulted=consulted
    )
    if by_caller:
        return talk, Turn(Leaves.TALK)
    answers = tuple(chance.choice("12") for _ in range(chance.choice((0, 1, 2, 2))))
    leaves = Leaves.NOT if len(answers) == 2 else Leaves.SURVEY
    return talk, Turn(leaves, answers)


def _ended(dialled: str, rings: Sequence[Ring], turn: Turn) -> Story:
    story = msgspec.structs.replace(_story(dialled, *rings, leaves=turn.leaves), answers=turn.answers)
    if story.queue() == "asking" or story.leaves is Leaves.TALK:
        return story
    return msgspec.structs.replace(story, leaves=Leaves.NOT, answers=())


def _number(chance: random.Random) -> str:
    return chance.choice((ASKING, ASKING, ASKING, PLAIN_LINE, MENU))


def _leaves_early(chance: random.Random, _: _Experts) -> Story:
    stays = chance.uniform(0.3, 2.0)
    match chance.randrange(3):
        case 0:
            return _story(MENU, leaves=Leaves.MENU, stays=stays)
        case 1:
            return _story(EMPTY, leaves=Leaves.QUEUE, stays=stays)
        case _:
            return _story(ASKING, LetsItRing(), leaves=Leaves.RINGING, stays=chance.uniform(0.1, 0.9))


def _talks(chance: random.Random, _: _Experts) -> Story:
    talk, turn = _last(chance)
    return _ended(_number(chance), [talk], turn)


def _is_held(chance: random.Random, _: _Experts) -> Story:
    talk, turn = _last(chance)
    how = chance.choice(("sendonly", "inactive", "0.0.0.0"))
    held = msgspec.structs.replace(talk, hold=chance.uniform(0.8, 1.6), how_held=how)
    return _ended(_number(chance), [held], turn)


def _is_missed(chance: random.Random, _: _Experts) -> Story:
    missed: Ring = Declines(chance.choice((480, 486, 603))) if chance.random() < 0.6 else LetsItRing()
    talk, turn = _last(chance)
    return _ended(_number(chance), [missed, talk], turn)


def _sends(chance: random.Random, target: str, by: str = "") -> Talks:
    ends = chance.choice((Ends.HE_REFERS, Ends.HE_REFERS, Ends.HE_SENDS_BY_KEYS))
    return Talks(seconds=chance.uniform(1.2, 2.0), ends=ends, target=target, by=by)


def _is_sent_on(chance: random.Random, experts: _Experts) -> Story:
    """To an expert, to a queue, to a number of the house, or to an expert who sends him to a queue."""
    expert = experts.one()
    match chance.randrange(4):
        case 0:
            talk, turn = _last(chance, by=expert)
            rings = [_sends(chance, expert), talk]
        case 1:
            talk, turn = _last(chance)
            rings = [_sends(chance, PLAIN_QUEUE), talk]
        case 2:
            talk, turn = _last(chance)
            rings = [_sends(chance, ASKING), talk]
        case _:
            talk, turn = _last(chance)
            rings = [_sends(chance, expert), _sends(chance, PLAIN_QUEUE, by=expert), talk]
    return _ended(chance.choice((ASKING, ASKING, MENU)), rings, turn)


def _is_consulted_about(chance: random.Random, experts: _Experts) -> Story:
    expert = experts.one()
    ends = chance.choice((*CONSULTS, Ends.NOBODY_COMES))
    first = Talks(seconds=chance.uniform(0.8, 1.5), ends=ends, target=expert)
    if ends is Ends.NOBODY_COMES:
        turn = _last(chance)[1]
        return _ended(_number(chance), [first, Declines(486)], Turn() if turn.leaves is Leaves.TALK else turn)
    talk, turn = _last(chance, by=expert, consulted=True)
    return _ended(_number(chance), [first, talk], turn)


def _gives_up_on_the_way(chance: random.Random, experts: _Experts) -> Story:
    """He is sent to an expert who does not answer, and hangs up while it rings there."""
    rings = (_sends(chance, experts.one()), LetsItRing())
    return _story(ASKING, *rings, leaves=Leaves.RINGING, stays=chance.uniform(0.2, 0.8))
