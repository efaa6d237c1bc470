"""Places: which node a position is at, and the position of a contact that moves to another."""

from msgspec.structs import replace

from ivr.dialplan.dialplan import PERSON
from ivr.dialplan.edition import Edition
from ivr.dialplan.node import Node
from ivr.dialplan.step import Frame, Position

NODES_IN_A_PATH = 200
"""How many nodes a position remembers: the latest ones of a caller who walks in circles."""

DEEPEST = 20
"""How many sub-dialplans may be entered one inside the other."""


def start_of(edition: Edition, dialplan: str) -> str | None:
    """The node at which a dialplan begins; None when it is gone."""
    plan = edition.dialplans.get(dialplan)
    return plan.start if plan is not None else None


def node_at(edition: Edition, position: Position) -> Node | None:
    """The node that a position is at; None when it is gone."""
    return node_named(edition, position.dialplan, position.node)


def node_named(edition: Edition, dialplan: str, name: str | None) -> Node | None:
    """The node of that name in a dialplan; None when either is gone."""
    plan = edition.dialplans.get(dialplan)
    return plan.nodes.get(name) if plan is not None and name is not None else None


def target_of(edition: Edition, position: Position, exit: str) -> str | None:
    """The node that an exit of the position's node leads to; None when there is none."""
    plan = edition.dialplans.get(position.dialplan)
    return plan.ways.get(position.node, {}).get(exit) if plan is not None else None


def person_from(edition: Edition, position: Position) -> Position | None:
    """The position from which ``0`` leads to a person: here, or in a dialplan that waits for the return."""
    there: Position | None = position
    while there is not None and target_of(edition, there, PERSON) is None:
        there = returned(there, {})
    return there


def entered(position: Position, dialplan: str, arguments: dict[str, str]) -> Position:
    """The position before the first node of a sub-dialplan, which knows these values alone.

    From so deep that only a circle leads there, it is before the first node of none.
    """
    frame = Frame(
        dialplan=position.dialplan, node=position.node, values=position.values, trail=position.trail
    )
    frames = (*position.frames, frame)
    if len(frames) > DEEPEST:
        return replace(position, dialplan="", node="")
    return replace(_begun(position), dialplan=dialplan, node="", frames=frames, values=arguments, trail=())


def gone_to(position: Position, dialplan: str) -> Position:
    """The position before the first node of another dialplan, which leads back nowhere."""
    return replace(_begun(position), dialplan=dialplan, node="", frames=(), trail=())


def returned(position: Position, results: dict[str, str]) -> Position | None:
    """The position at the node to which a sub-dialplan returns; None when nothing waits for it."""
    if not position.frames:
        return None
    *outer, frame = position.frames
    return replace(
        position,
        dialplan=frame.dialplan,
        node=frame.node,
        frames=tuple(outer),
        values={**frame.values, **results},
        trail=frame.trail,
    )


def arrived(edition: Edition, before: Position, name: str) -> Position:
    """The position at a node of the same dialplan, to which the contact has just come."""
    inside = before.began not in ("", before.dialplan)
    return replace(
        before,
        node=name,
        stage="",
        attempts=0,
        digits="",
        then="",
        playing=None,
        awaiting=None,
        until=None,
        path=(*before.path[1 - NODES_IN_A_PATH :], f"{before.dialplan}/{name}" if inside else name),
        trail=_trail(edition, before, name),
    )


def _begun(position: Position) -> Position:
    return position if position.began else replace(position, began=position.dialplan)


def _trail(edition: Edition, before: Position, to: str) -> tuple[str, ...]:
    """The menus to go back to from the node ``to``: none twice, and of those passed before it only."""
    left = node_at(edition, before)
    trail = before.trail
    if left is not None and left.is_menu and before.node not in trail:
        trail = (*trail, before.node)
    return trail[: trail.index(to)] if to in trail else trail
