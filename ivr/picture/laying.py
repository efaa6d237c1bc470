"""Laying: where boxes stand and which way arrows go, by Sugiyama's method (fast-sugiyama)."""

from collections.abc import Mapping, Sequence

import msgspec
from fast_sugiyama import from_edges

Point = tuple[float, float]


class Laid(msgspec.Struct, frozen=True):
    """Places in units of one box, from the left upper corner on, and the points that arrows pass."""

    places: Mapping[str, Point]
    bends: Mapping[tuple[str, str], tuple[Point, ...]]


def lay(names: Sequence[str], ways: Sequence[tuple[str, str]]) -> Laid:
    """Lay a graph out in rows; equal ones equally.  A way back to its own node has no bends."""
    # The library puts its nodes into a set: small integers have one order there, texts have not.
    numbers = {name: number for number, name in enumerate(names)}
    edges = sorted({(numbers[source], numbers[target]) for source, target in ways if source != target})
    points: dict[int, Point] = {}
    segments: list[tuple[int, int]] = []
    right = 0.0
    for positions, width, _, drawn in from_edges(
        edges, vertex_spacing=1, dummy_vertices=True, dummy_size=0.6, crossing_minimization="barycenter"
    ):
        left = min(x for _, (x, _) in positions)
        top = max(y for _, (_, y) in positions)
        points |= {int(node): (x - left + right, top - y) for node, (x, y) in positions}
        segments += [(int(source), int(target)) for source, target in drawn or ()]
        right += width + 1.0
    for number in range(len(names)):
        points.setdefault(number, (right, 0.0))
    bends = _bends(len(names), segments, points)
    return Laid(
        places={name: points[number] for name, number in numbers.items()},
        bends={
            (source, target): _between(bends, numbers[source], numbers[target])
            for source, target in ways
            if source != target
        },
    )


def _bends(
    nodes: int, segments: Sequence[tuple[int, int]], points: Mapping[int, Point]
) -> dict[tuple[int, int], tuple[Point, ...]]:
    """The points between the two ends of each edge: the library puts one into each row that it passes."""
    onward: dict[int, list[int]] = {}
    for source, target in segments:
        onward.setdefault(source, []).append(target)
    found: dict[tuple[int, int], tuple[Point, ...]] = {}
    for source in range(nodes):
        for step in onward.get(source, ()):
            passed: list[Point] = []
            here = step
            while here >= nodes:
                passed.append(points[here])
                here = onward[here][0]
            found[source, here] = tuple(passed)
    return found


def _between(
    bends: Mapping[tuple[int, int], tuple[Point, ...]], source: int, target: int
) -> tuple[Point, ...]:
    if (source, target) in bends:
        return bends[source, target]
    # An edge that leads back was turned round to lay the rows.
    return tuple(reversed(bends.get((target, source), ())))
