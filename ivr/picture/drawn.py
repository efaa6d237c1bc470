"""Drawn: the boxes and arrows that a dialplan is drawn with, in the administrator's words."""

from collections.abc import Iterable, Mapping
from itertools import groupby

import msgspec

from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Node

_TYPES: Mapping[str, Message] = {
    "say": Message("播报", "say"),
    "menu": Message("菜单", "menu"),
    "collect": Message("收号", "collect"),
    "branch": Message("条件", "branch"),
    "set": Message("设置", "set"),
    "hours": Message("营业时间", "hours"),
    "lookup": Message("查询", "lookup"),
    "verify": Message("验证身份", "verify"),
    "queue": Message("队列", "queue"),
    "callback": Message("回拨", "callback"),
    "voicemail": Message("语音信箱", "voicemail"),
    "transfer": Message("转接", "transfer"),
    "dialplan": Message("子方案", "dialplan"),
    "return": Message("返回", "return"),
    "rules": Message("规则", "rules"),
    "language": Message("语言", "language"),
    "consent": Message("录音同意", "consent"),
    "notify": Message("通知", "notify"),
    "speak": Message("报读", "speak"),
    "question": Message("提问", "question"),
    "listen": Message("语音识别", "listen"),
    "hang_up": Message("挂机", "hang up"),
}

_WAYS: Mapping[str, Message] = {
    "next": Message("", ""),
    "no_input": Message("无按键", "no input"),
    "no_match": Message("按错", "no match"),
    "failure": Message("失败", "failure"),
    "timeout": Message("等待超时", "timeout"),
    "otherwise": Message("否则", "otherwise"),
}


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A node: its name, its type as it is and in words, and the first of what is said there."""

    name: str
    type: str
    told: Message
    says: str
    begins: bool = False


class Arrow(msgspec.Struct, frozen=True, kw_only=True):
    """All exits from one node to another: what they are called, and how many callers took them.

    ``count`` is None when nobody counted; ``keys`` says that the caller chose it.
    """

    source: str
    target: str
    told: Message
    keys: bool
    count: int | None = None


Counts = Mapping[tuple[str, str], int]
"""How many callers went from one node to another."""


def boxes(dialplan: Dialplan, language: str) -> tuple[Box, ...]:
    """The nodes as boxes, the one where callers begin first."""
    names = sorted(dialplan.nodes, key=lambda name: name != dialplan.start)
    return tuple(_box(name, dialplan.nodes[name], name == dialplan.start, language) for name in names)


def arrows(dialplan: Dialplan, counts: Counts | None) -> tuple[Arrow, ...]:
    """The ways between nodes; exits that lead from one node to the same other one are one arrow."""
    found: list[Arrow] = []
    for name, node in dialplan.nodes.items():
        ways = sorted(((way.target, way.name) for way in node.exits()), key=lambda way: way[0])
        for target, together in groupby(ways, key=lambda way: way[0]):
            exits = tuple(dict.fromkeys(exit for _, exit in together))
            found.append(
                Arrow(
                    source=name,
                    target=target,
                    told=_ways(exits),
                    keys=any(_is_key(exit) for exit in exits),
                    count=counts.get((name, target), 0) if counts is not None else None,
                )
            )
    return tuple(arrow for arrow in found if arrow.target in dialplan.nodes)


def _box(name: str, node: Node, begins: bool, language: str) -> Box:
    said = next(iter(node.spoken()), None)
    texts = said.texts if said is not None else {}
    about = texts.get(language) or next(iter(texts.values()), "") or _about(node)
    return Box(
        name=name,
        type=node.type,
        told=_TYPES.get(node.type, Message(node.type, node.type)),
        says=about,
        begins=begins,
    )


def _about(node: Node) -> str:
    """What a node that says nothing is about: its queue, number or dialplan, or its first condition."""
    if cases := getattr(node, "when", None):
        return str(getattr(cases[0], "condition", ""))
    for field in ("queue", "number", "dialplan", "url", "hours"):
        found = getattr(node, field, None)
        if isinstance(found, str):
            return found
    return ""


def _ways(exits: Iterable[str]) -> Message:
    zh, en = [], []
    for exit in exits:
        words = _WAYS.get(exit, Message(exit.replace("when ", "条件 "), exit.replace("_", " ")))
        zh.append(words.zh)
        en.append(words.en)
    return Message("、".join(filter(None, zh)), ", ".join(filter(None, en)))


def _is_key(exit: str) -> bool:
    return len(exit) == 1
