"""The graph of a dialplan: who can be reached, who can end, and where a silent caller walks in circles."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.node import Exit

Edges = Mapping[str, tuple[Exit, ...]]
Reached = Mapping[str, str | None]


def edges(dialplan: Dialplan) -> Edges:
    """The exits of every node that lead to a node that is there."""
    return {
        name: tuple(way for way in dialplan.exits_of(name) if way.target in dialplan.nodes)
        for name in dialplan.nodes
    }


def reached_from(start: str, graph: Edges) -> Reached:
    """Each node that can be reached from ``start``, and the node before it on a shortest way there."""
    came_from: dict[str, str | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for way in graph[here]:
            if way.target not in came_from:
                came_from[way.target] = here
                waiting.append(way.target)
    return came_from


def path_to(name: str, reached: Reached) -> tuple[str, ...]:
    """A shortest path to the node, both ends included."""
    path: list[str] = []
    here: str | None = name
    while here is not None:
        path.append(here)
        here = reached[here]
    return tuple(reversed(path))


def can_end(dialplan: Dialplan, graph: Edges) -> frozenset[str]:
    """The nodes from which some path leads out of the dialplan."""
    into: dict[str, list[str]] = {name: [] for name in graph}
    for name, ways in graph.items():
        for way in ways:
            into[way.target].append(name)
    ending = {name for name, node in dialplan.nodes.items() if node.ends}
    waiting = deque(ending)
    while waiting:
        for before in into[waiting.popleft()]:
            if before not in ending:
                ending.add(before)
                waiting.append(before)
    return frozenset(ending)


def round_trip(start: str, graph: Edges) -> tuple[str, ...]:
    """The way from a node that leads to no end, by every node's first exit, until a node comes twice."""
    passed: dict[str, None] = {}
    here = start
    while here not in passed:
        passed[here] = None
        here = graph[here][0].target
    return (*passed, here)


def silent_circles(graph: Edges) -> Iterator[tuple[str, ...]]:
    """The circles in which a caller who does nothing would walk for ever, each once, closed."""
    silent = {
        name: tuple(dict.fromkeys(way.target for way in ways if way.silent)) for name, ways in graph.items()
    }
    done: set[str] = set()
    for start in silent:
        if start not in done:
            yield from _circles_from(start, silent, done)


def _circles_from(
    start: str, silent: Mapping[str, tuple[str, ...]], done: set[str]
) -> Iterator[tuple[str, ...]]:
    # Depth first, with a stack of our own: a chain of a thousand nodes is deeper than Python's.
    trail: dict[str, None] = {start: None}
    stack: list[Iterator[str]] = [iter(silent[start])]
    while stack:
        target = next(stack[-1], None)
        if target is None:
            stack.pop()
            done.add(trail.popitem()[0])
        elif target in trail:
            names = list(trail)
            yield (*names[names.index(target) :], target)
        elif target not in done:
            trail[target] = None
            stack.append(iter(silent[target]))


def shown(path: Iterable[str]) -> str:
    """A path as administrators read it."""
    names = list(path)
    if len(names) > 12:
        names = [*names[:6], "…", *names[-5:]]
    return " → ".join(names)
