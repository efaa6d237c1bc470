"""Visited: the nodes of dialplans that a contact's step left, and by which exit of each."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

import msgspec

from ivr.calls.phases import Connected, Consulting, Dialling, InDialplan, Phase, Ringing, Surveying, Waiting
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.places import NODES_IN_A_PATH
from ivr.dialplan.step import Position
from ivr.telephony.events import CallerLeft, DigitPressed, Event, TimedOut

SERVED, CALLER_LEFT, OVER = "served", "caller_left", "over"
"""How a node is left by none of its exits: somebody answered, the caller hung up, the dialplan was over."""

ONWARD = "onward"
"""How a node is left whose caller goes into another dialplan, or comes back from one."""

_UNSERVED = InDialplan | Surveying | Waiting | Ringing | Dialling

Plans = Mapping[str, Dialplan]
"""The dialplans of a contact's edition, by name."""


Place = tuple[str, str]
"""A dialplan and a node of it."""


class Visit(msgspec.Struct, frozen=True):
    """That a node of a dialplan was left by an exit; two exits that cannot be told apart: ``a|b``."""

    dialplan: str
    node: str
    exit: str


def visits(before: Phase | None, event: Event, after: Phase, plans: Plans) -> tuple[Visit, ...]:
    """The visits that ended with this step; within one, several nodes may be passed."""
    left, here = _position(before), _position(after)
    if max((len(one.path) for one in (left, here) if one is not None), default=0) >= NODES_IN_A_PATH:
        return ()  # of a caller who walks in circles the first nodes are forgotten
    so_far = _path(before, left)
    passed = _path(after, here)[len(so_far) :]
    if left is not None and here is not None and _goes_on(before, left, after, here):
        return tuple(_passed(_places(left, passed), event, plans))
    begun = here.path if here is not None else ()
    found: list[Visit] = []
    if left is not None:
        places = _places(left, passed[: len(passed) - len(begun)])
        found += _passed(places, event, plans)
        found.append(Visit(*places[-1], _way_out(before, event, after)))
    if here is not None:
        found += _passed([_place(here, name) for name in begun], event, plans)
    return tuple(found)


def _position(phase: Phase | None) -> Position | None:
    """Where the contact stands in a dialplan, also while that waits for its return."""
    match phase:
        case Ringing(waiting=waiting):
            return waiting.position
        case Consulting(talking=talking):
            return talking.position
        case _:
            found: Position | None = getattr(phase, "position", None)
            return found


def _path(phase: Phase | None, position: Position | None) -> tuple[str, ...]:
    if phase is None:
        return ()
    return phase.contact.path + (position.path if position is not None else ())


def _goes_on(before: Phase | None, left: Position, after: Phase, here: Position) -> bool:
    same_walk = before is not None and before.contact.path == after.contact.path
    same_dialplan = (left.began or left.dialplan) == (here.began or here.dialplan)
    return same_walk and same_dialplan and here.path[: len(left.path)] == left.path


def _places(left: Position, passed: Iterable[str]) -> list[Place]:
    """Where the contact stood, and then the nodes that it passed."""
    return [(left.dialplan, left.node), *(_place(left, name) for name in passed)]


def _place(position: Position, name: str) -> Place:
    """Dialplan and node of a name in the position's path."""
    inside, _, node = name.rpartition("/")
    return inside or position.began or position.dialplan, node


def _passed(places: Iterable[Place], event: Event, plans: Plans) -> list[Visit]:
    return [Visit(*one, _way(one, to, event, plans)) for one, to in pairwise(places)]


def _way(one: Place, to: Place, event: Event, plans: Plans) -> str:
    if one[0] != to[0]:
        return ONWARD
    plan = plans.get(one[0])
    return _exit(plan.ways.get(one[1], {}) if plan is not None else {}, to[1], event)


def _exit(ways: Mapping[str, str], to: str, event: Event) -> str:
    """The exit that was taken: the only one that leads there, or the key's, or that of time."""
    leading = [way for way, target in ways.items() if target == to]
    if isinstance(event, DigitPressed) and event.digit in leading:
        return event.digit
    if isinstance(event, TimedOut) and "timeout" in leading:
        return "timeout"
    return "|".join(leading) or "back"


def _way_out(before: Phase | None, event: Event, after: Phase) -> str:
    if isinstance(after, Connected) or not isinstance(before, _UNSERVED):
        return SERVED
    return CALLER_LEFT if isinstance(event, CallerLeft) else OVER
