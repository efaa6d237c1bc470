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

_UNSERVED = InDialplan | Surveying | Waiting | Ringing | Dialling

Plans = Mapping[str, Dialplan]
"""The dialplans of a contact's edition, by name."""


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
        return tuple(_passed(left.dialplan, (left.node, *passed), event, plans))
    begun = here.path if here is not None else ()
    found: list[Visit] = []
    if left is not None:
        nodes = (left.node, *passed[: len(passed) - len(begun)])
        found += _passed(left.dialplan, nodes, event, plans)
        found.append(Visit(left.dialplan, nodes[-1], _way_out(before, event, after)))
    if here is not None:
        found += _passed(here.dialplan, begun, event, plans)
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
    return same_walk and left.dialplan == here.dialplan and here.path[: len(left.path)] == left.path


def _passed(dialplan: str, nodes: Iterable[str], event: Event, plans: Plans) -> list[Visit]:
    plan = plans.get(dialplan)
    ways = plan.ways if plan is not None else {}
    return [Visit(dialplan, one, _exit(ways.get(one, {}), to, event)) for one, to in pairwise(nodes)]


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
