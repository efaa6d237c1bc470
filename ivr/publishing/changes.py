"""Changes: how one edition differs from another, in words that an administrator reads."""

from collections.abc import Iterator, Mapping

import msgspec
from pydantic import BaseModel

from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Node

MOST_LETTERS = 60
"""Longer values are cut: the files themselves have them whole."""

_OF_A_DIALPLAN = ("name", "nodes", "start")
_OF_AN_EDITION = ("version", "dialplans", "openings")
"""What is told in words of its own, and the openings, which are worked out of the hours."""

_NAMES = {"book": "hours"}
"""Parts of an edition that administrators know by another name: that of their file."""

Place = tuple[str | int, ...]
Leaves = Mapping[Place, object]


def changes(old: Edition, new: Edition) -> tuple[Message, ...]:
    """What became of the old edition's dialplans and of its centre; empty when they mean the same."""
    return (*_dialplans(old, new), *_rest(old, new))


def _dialplans(old: Edition, new: Edition) -> Iterator[Message]:
    for name in sorted(old.dialplans.keys() | new.dialplans.keys()):
        before, after = old.dialplans.get(name), new.dialplans.get(name)
        if before is None:
            yield Message(f"新增对话方案 {name}", f"dialplan {name} is new")
        elif after is None:
            yield Message(f"删除对话方案 {name}", f"dialplan {name} is gone")
        else:
            yield from _in_dialplan(name, before, after)


def _in_dialplan(name: str, old: Dialplan, new: Dialplan) -> Iterator[Message]:
    if old.start != new.start:
        yield Message(
            f"{name}：起始节点由 {old.start} 改为 {new.start}",
            f"{name}: callers now begin at {new.start} (before: {old.start})",
        )
    for node in (node for node in new.nodes if node not in old.nodes):
        kind = new.nodes[node].type
        yield Message(f"{name}：新增节点 {node}（{kind}）", f"{name}: node {node} ({kind}) is new")
    for node in (node for node in old.nodes if node not in new.nodes):
        kind = old.nodes[node].type
        yield Message(f"{name}：删除节点 {node}（{kind}）", f"{name}: node {node} ({kind}) is gone")
    for node in (node for node in old.nodes if node in new.nodes):
        yield from _in_node(f"{name}.{node}", old.nodes[node], new.nodes[node])
    yield from _told(name, _leaves(_but(old, _OF_A_DIALPLAN)), _leaves(_but(new, _OF_A_DIALPLAN)))


def _in_node(place: str, old: Node, new: Node) -> Iterator[Message]:
    if old == new:
        return
    if old.type != new.type:
        yield Message(
            f"{place}：类型由 {old.type} 改为 {new.type}",
            f"{place}: is now a {new.type} (before: {old.type})",
        )
        return
    yield from _ways(place, old, new)
    yield from _texts(place, old, new)
    yield from _told(place, _other_leaves(old), _other_leaves(new))


def _ways(place: str, old: Node, new: Node) -> Iterator[Message]:
    before = {way.name: way.target for way in old.exits()}
    after = {way.name: way.target for way in new.exits()}
    for way in dict.fromkeys((*before, *after)):
        name = _way(way)
        was, now = before.get(way), after.get(way)
        if was is None:
            yield Message(
                f"{place}：新增{name.zh}，通向 {now}", f"{place}: {name.en} is new and leads to {now}"
            )
        elif now is None:
            yield Message(f"{place}：删除{name.zh}（原通向 {was}）", f"{place}: {name.en} (to {was}) is gone")
        elif was != now:
            yield Message(
                f"{place}：{name.zh}现在通向 {now}（原为 {was}）",
                f"{place}: {name.en} now leads to {now} (before: {was})",
            )


def _way(way: str) -> Message:
    if len(way) == 1 and way in "0123456789*#":
        return Message(f"按键 {way} ", f"key {way}")
    return Message(f"出口 {way} ", f"exit {way}")


def _texts(place: str, old: Node, new: Node) -> Iterator[Message]:
    before = {(*said.path, language): text for said in old.spoken() for language, text in said.texts.items()}
    after = {(*said.path, language): text for said in new.spoken() for language, text in said.texts.items()}
    yield from _told(place, before, after)


def _other_leaves(node: Node) -> Leaves:
    """The node's document without its ways and texts, which are told in words of their own."""
    assert isinstance(node, BaseModel)
    covered = {way.path for way in node.exits()} | {said.path for said in node.spoken()}
    leaves = _leaves(_plain(node))
    return {
        place: leaf
        for place, leaf in leaves.items()
        if not any(place[: len(path)] == path for path in covered)
    }


def _rest(old: Edition, new: Edition) -> Iterator[Message]:
    """The centre, and whatever else an edition holds beside its dialplans."""
    for field in msgspec.structs.fields(Edition):
        if field.name in _OF_AN_EDITION:
            continue
        before, after = _plain(getattr(old, field.name)), _plain(getattr(new, field.name))
        name = _NAMES.get(field.name, field.name)
        yield from _told(name, _leaves(before), _leaves(after))


def _told(place: str, old: Leaves, new: Leaves) -> Iterator[Message]:
    """Each value that was added, removed or changed; what is added or removed as a whole, told once."""
    for path in dict.fromkeys((*old, *new)):
        where = f"{place}.{_dotted(path)}" if path else place
        was, now = _short(old.get(path)), _short(new.get(path))
        if path not in old:
            if (parent := _whole(path, old)) is not None:
                yield from _once(place, parent, path, new, Message("新增", "is new"))
            else:
                yield Message(f"{where}：新增 {now}", f"{where}: {now} is new")
        elif path not in new:
            if (parent := _whole(path, new)) is not None:
                yield from _once(place, parent, path, old, Message("已删除", "is gone"))
            else:
                yield Message(f"{where}：删除 {was}", f"{where}: {was} is gone")
        elif old[path] != new[path]:
            yield Message(f"{where}：{was} → {now}", f"{where}: {was} → {now}")


def _whole(path: Place, others: Leaves) -> Place | None:
    """The longest beginning of the path that the others have nothing of: that came or went as a whole."""
    for length in range(1, len(path)):
        if not any(other[:length] == path[:length] for other in others):
            return path[:length]
    return None


def _once(place: str, parent: Place, path: Place, leaves: Leaves, what: Message) -> Iterator[Message]:
    first = next(one for one in leaves if one[: len(parent)] == parent)
    if path == first:
        where = f"{place}.{_dotted(parent)}"
        yield Message(f"{where}：{what.zh}", f"{where}: {what.en}")


def _leaves(value: object, place: Place = ()) -> dict[Place, object]:
    """Every value below, by the way to it; a list is one value, for its places mean little."""
    if isinstance(value, dict) and value:
        return {
            path: leaf for key, below in value.items() for path, leaf in _leaves(below, (*place, key)).items()
        }
    return {place: value} if place else {}


def _but(document: BaseModel, fields: tuple[str, ...]) -> object:
    return {
        name: _plain(getattr(document, name)) for name in type(document).model_fields if name not in fields
    }


def _plain(value: object) -> object:
    """The value as documents write it: mappings, lists and scalars."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {str(key): _plain(below) for key, below in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(str(one) for one in value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _dotted(path: Place) -> str:
    return ".".join(str(part) for part in path)


def _short(value: object) -> str:
    match value:
        case str():
            text = f"“{value}”"
        case float():
            text = f"{value:g}"
        case _:
            text = str(value)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
