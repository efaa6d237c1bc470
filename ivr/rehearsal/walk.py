"""The walk: where a contact stands in its dialplans, and which nodes a step led it through."""

from ivr.calls.phases import Phase, Ringing
from ivr.dialplan.edition import Edition
from ivr.dialplan.step import Position


def position_of(phase: Phase | None) -> Position | None:
    """Where the contact stands in a dialplan, also while that waits for its return."""
    if isinstance(phase, Ringing):
        return phase.waiting.position
    position: Position | None = getattr(phase, "position", None)
    return position


def entered(before: Phase | None, after: Phase, edition: Edition) -> tuple[tuple[str, str], ...]:
    """The nodes (dialplan, node) that the step came to, in order."""
    new = _path(after)[len(_path(before)) :]
    left, here = position_of(before), position_of(after)
    if not new and here is not None and (left is None or left.node != here.node):
        new = (
            f"{here.dialplan}/{here.node}",
        )  # of a caller who walks in circles the first nodes are forgotten
    names = [position.began or position.dialplan for position in (here, left) if position is not None]
    return tuple(_named(node, names, edition) for node in new)


def _path(phase: Phase | None) -> tuple[str, ...]:
    if phase is None:
        return ()
    position = position_of(phase)
    return phase.contact.path + (position.path if position is not None else ())


def _named(passed: str, likely: list[str], edition: Edition) -> tuple[str, str]:
    """A node of a path, which tells the dialplan only where it is not the one that the walk began in."""
    dialplan, slash, node = passed.partition("/")
    return (dialplan, node) if slash else (_home(passed, likely, edition), passed)


def _home(node: str, likely: list[str], edition: Edition) -> str:
    """The dialplan that a node stands in: one of those before and after, or any that has it."""
    for name in (*likely, *edition.dialplans):
        if name in edition.dialplans and node in edition.dialplans[name].nodes:
            return name
    return likely[0] if likely else ""
