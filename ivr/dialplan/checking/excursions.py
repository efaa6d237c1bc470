"""Checks of sub-dialplans: exits and arguments fit, none leads to itself, and nobody returns to nowhere."""

from collections.abc import Iterator, Mapping

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.checking.graph import shown
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message
from ivr.dialplan.nodes.dialplan import SubDialplan
from ivr.dialplan.nodes.return_ import GiveBack
from ivr.dialplan.reading.faults import suggestion

Dialplans = Mapping[str, Dialplan]


def check_excursions(dialplan: Dialplan, dialplans: Dialplans) -> Iterator[Finding]:
    """What is wrong with the nodes of this dialplan that send callers through others."""
    for name, node in dialplan.nodes.items():
        sub = dialplans.get(node.dialplan) if isinstance(node, SubDialplan) else None
        if not isinstance(node, SubDialplan) or sub is None:
            continue
        path = ("nodes", name)
        yield from _exits(node, sub, path)
        for argument in node.arguments:
            if argument not in sub.arguments:
                yield Finding(
                    path=(*path, "arguments", argument),
                    at_key=True,
                    what=Message(
                        f"“{sub.name}”没有参数“{argument}”", f'"{sub.name}" has no argument "{argument}"'
                    ),
                    remedy=suggestion(argument, sub.arguments),
                )
        circle = _circle(dialplan.name, sub.name, dialplans)
        if circle:
            yield Finding(
                path=(*path, "dialplan"),
                what=Message(f"对话方案套用自身：{circle}", f"a dialplan would go through itself: {circle}"),
                remedy=Message(
                    "用 transfer 节点，或改变其中一步", "use a transfer node, or lead one of them elsewhere"
                ),
            )


def check_returns(centre: Centre, dialplans: Dialplans) -> Iterator[Finding]:
    """Numbers whose callers would come to a ``return`` that nobody sent them to."""
    for dialled, number in centre.numbers.items():
        plan = dialplans.get(number.dialplan)
        node = next(_returns(plan), None) if plan is not None else None
        if plan is not None and node is not None:
            yield Finding(
                path=("numbers", dialled, "dialplan"),
                what=Message(
                    f"“{plan.name}”的节点“{node}”无处返回",
                    f'the node "{node}" of "{plan.name}" has nowhere to return',
                ),
                remedy=Message(
                    "含有 return 的对话方案只能由 dialplan 节点使用",
                    "let only nodes of the type dialplan lead to a dialplan with return",
                ),
            )


def _exits(node: SubDialplan, sub: Dialplan, path: tuple[str, ...]) -> Iterator[Finding]:
    nodes: tuple[object, ...] = tuple(sub.nodes.values())
    named = {one.exit: None for one in nodes if isinstance(one, GiveBack)}
    for exit in named:
        if exit not in node.exits_:
            yield Finding(
                path=(*path, "exits"),
                at_key=True,
                what=Message(
                    f"缺少“{sub.name}”的出口“{exit}”", f'the exit "{exit}" of "{sub.name}" is missing'
                ),
                remedy=Message(f"补上 {exit}: 节点", f"add {exit}: NODE"),
            )
    for exit in node.exits_:
        if exit not in named:
            yield Finding(
                path=(*path, "exits", exit),
                at_key=True,
                what=Message(f"“{sub.name}”没有出口“{exit}”", f'"{sub.name}" has no exit "{exit}"'),
                remedy=suggestion(exit, named),
            )


def _circle(outer: str, inner: str, dialplans: Dialplans) -> str:
    """The way by which a sub-dialplan leads back to the dialplan that it is entered from; empty if none."""
    came_from: dict[str, str] = {inner: outer}
    waiting = [inner]
    while waiting:
        here = waiting.pop()
        if here == outer:
            break
        plan = dialplans.get(here)
        for node in plan.nodes.values() if plan is not None else ():
            if isinstance(node, SubDialplan) and node.dialplan not in came_from:
                came_from[node.dialplan] = here
                waiting.append(node.dialplan)
    if outer not in came_from:
        return ""
    way = [outer]
    while len(way) == 1 or way[-1] != outer:
        way.append(came_from[way[-1]])
    return shown(reversed(way))


def _returns(plan: Dialplan) -> Iterator[str]:
    for name, node in plan.nodes.items():
        if isinstance(node, GiveBack):
            yield name
