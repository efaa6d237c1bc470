"""Checks of the ways through one dialplan: every node reached, every caller led to an end."""

from collections.abc import Iterator

from ivr.dialplan.checking import graph
from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.faults import suggestion


def check_ways(dialplan: Dialplan) -> Iterator[Finding]:
    """Unknown nodes; and where there are none: unreachable nodes, endless paths, silent circles."""
    unknown = tuple(_unknown_nodes(dialplan))
    yield from unknown
    if not unknown:
        edges = graph.edges(dialplan)
        reached = graph.reached_from(dialplan.start, edges)
        yield from _unreachable(dialplan, reached)
        ending = graph.can_end(dialplan, edges)
        yield from _endless(edges, ending, reached)
        yield from _circles(edges, ending.intersection(reached))


def _unknown_nodes(dialplan: Dialplan) -> Iterator[Finding]:
    if dialplan.start not in dialplan.nodes:
        yield _unknown(dialplan, dialplan.start, ("start",))
    if dialplan.person is not None and dialplan.person not in dialplan.nodes:
        yield _unknown(dialplan, dialplan.person, ("person",))
    for name, node in dialplan.nodes.items():
        targets = {way.path: way.target for way in node.exits()}
        for path, target in targets.items():
            if target not in dialplan.nodes:
                yield _unknown(dialplan, target, ("nodes", name, *path))


def _unknown(dialplan: Dialplan, name: str, path: tuple[str | int, ...]) -> Finding:
    return Finding(
        path=path,
        what=Message(f"没有名为“{name}”的节点", f'there is no node "{name}"'),
        remedy=suggestion(name, dialplan.nodes),
    )


def _unreachable(dialplan: Dialplan, reached: graph.Reached) -> Iterator[Finding]:
    for name in dialplan.nodes:
        if name not in reached:
            yield Finding(
                path=("nodes", name),
                at_key=True,
                what=Message(f"节点“{name}”永远不会到达", f'no caller ever reaches the node "{name}"'),
                remedy=Message("从别的节点指向它，或删去它", "lead to it from another node, or remove it"),
            )


def _endless(edges: graph.Edges, ending: frozenset[str], reached: graph.Reached) -> Iterator[Finding]:
    # Of a trap only its door is told: the node that is reached from one which can still end.
    for name, before in reached.items():
        if name not in ending and (before is None or before in ending):
            way = graph.shown((*graph.path_to(name, reached)[:-1], *graph.round_trip(name, edges)))
            yield Finding(
                path=("nodes", name),
                at_key=True,
                what=Message(
                    f"从“{name}”开始通话无法结束：{way}", f'from "{name}" on the call can never end: {way}'
                ),
                remedy=Message(
                    "让其中一条路通向 hang_up、queue 或 transfer 节点",
                    "lead some way from there to a hang_up, queue or transfer node",
                ),
            )


def _circles(edges: graph.Edges, told: frozenset[str]) -> Iterator[Finding]:
    for circle in graph.silent_circles(edges):
        if circle[0] in told:
            way = graph.shown(circle)
            yield Finding(
                path=("nodes", circle[0]),
                at_key=True,
                what=Message(
                    f"来电者不按键时会一直循环：{way}", f"a caller who does nothing walks in circles: {way}"
                ),
                remedy=Message(
                    "让其中的 next、otherwise、no_input 或 failure 通向圈外的节点",
                    "lead a next, otherwise, no_input or failure of these nodes out of the circle",
                ),
            )
