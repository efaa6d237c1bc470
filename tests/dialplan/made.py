"""Dialplans that hypothesis makes: of every type of node that there is, by its own schema.

A new type of node takes part without a word here: what its fields may hold is read from the schema of its
document, where its exits lead and which names it needs from the node itself.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ivr.dialplan.document import Document
from ivr.dialplan.node import EVERY_LANGUAGE
from ivr.dialplan.nodes import NODE_TYPES, AnyNode

Made = dict[str, Any]

TEXTS = (
    'language == "zh"',
    'caller == ""',
    "true",
    "13800138000",
    "谢谢。",
    "Thank you.",
)
"""What a field may hold of which the schema says no more than that it is a text."""

ORDINARY = (*"0123456789*#", "甲", "yes", "account", "13800138000", "2026-10-01", "09:00", "#", "zh", "en")
"""What a field may hold that wants a certain form; the first letters of names and keys are among them."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "queue": ("repair",),
    "skill": ("repair", "zh", "en"),
    "trunk": ("carrier",),
    "language": ("zh", "en"),
    "agent": ("8001",),
    "dialplan": ("other",),
    "hours": ("office",),
    "profile": ("slow",),
    "rule": ("often",),
    "service": ("crm",),
    "value": ("account",),
}
"""The names of each kind that the centre has."""

_NODE = TypeAdapter(AnyNode)


def type_of(model: type[Document]) -> str:
    """The word by which documents name the type."""
    return str(model.model_fields["type"].annotation.__args__[0])  # type: ignore[union-attr]


@cache
def _schema(model: type[Document]) -> Made:
    return model.model_json_schema(by_alias=True)


@st.composite
def nodes(draw: st.DrawFn, targets: st.SearchStrategy[str]) -> Made:
    """One node of any type, whose exits lead to ``targets``."""
    model = draw(st.sampled_from(NODE_TYPES))
    schema = _schema(model)
    for _ in range(20):
        made = draw(_of(schema, schema.get("$defs", {})))
        node = _valid({**made, "type": type_of(model)})
        if node is not None:
            document, read = node
            _lead(document, read, lambda: draw(targets), lambda names: draw(st.sampled_from(names)))
            if _valid(document) is not None:
                return document
    return {"type": "hang_up"}


def _valid(document: Made) -> tuple[Made, Any] | None:
    try:
        return document, _NODE.validate_python(document)
    except ValidationError:
        return None


def _lead(document: Made, node: Any, target: Callable[[], str], name: Callable[[Any], str]) -> None:
    """Let the exits lead to nodes that there are, and the names name what there is."""
    for way in node.exits():
        _put(document, way.path, target())
    for reference in node.references():
        if reference.name != EVERY_LANGUAGE and reference.kind in NAMES:
            _put(document, reference.path, name(NAMES[reference.kind]))


def _put(document: Made, path: tuple[str | int, ...], value: str) -> None:
    part: Any = document
    for step in path[:-1]:
        part = part[step]
    last = path[-1]
    if isinstance(part, dict) and last not in part:
        return
    if isinstance(part, dict) and not isinstance(part[last], str):
        part[value] = part.pop(last)  # a name that is itself the key, such as a skill among needs
    else:
        part[last] = value


def _of(schema: Made, defs: Made) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _of(defs[schema["$ref"].rpartition("/")[2]], defs)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return st.one_of([_of(one, defs) for one in schema[word]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"):
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum", 0), min(schema.get("maximum", 5), 6))
        case "number":
            return st.integers(int(schema.get("minimum", 0)) + 1, int(min(schema.get("maximum", 9), 9)))
        case "array":
            return _list_of(schema, defs)
        case "object":
            return _group_of(schema, defs)
        case _:
            return _text(schema)


@cache
def _text_like(pattern: str) -> st.SearchStrategy[str]:
    """Texts of that form: ordinary ones where some fit, else whatever fits."""
    ordinary = [text for text in ORDINARY if re.search(pattern, text)]
    return st.sampled_from(ordinary) if ordinary else st.from_regex(pattern, fullmatch=True)


def _text(schema: Made) -> st.SearchStrategy[str]:
    return _text_like(schema["pattern"]) if "pattern" in schema else st.sampled_from(TEXTS)


def _list_of(schema: Made, defs: Made) -> st.SearchStrategy[list[Any]]:
    items = schema.get("items") or schema.get("prefixItems", [{}])[0]
    return st.lists(_of(items, defs), min_size=schema.get("minItems", 0), max_size=3)


def _group_of(schema: Made, defs: Made) -> st.SearchStrategy[Made]:
    if "properties" in schema:
        needed = set(schema.get("required", ()))
        fields = {name: _of(part, defs) for name, part in schema["properties"].items() if name != "type"}
        optional = {name: made for name, made in fields.items() if name not in needed}
        return st.fixed_dictionaries(
            {name: made for name, made in fields.items() if name in needed}, optional=optional
        ).map(lambda made: {name: value for name, value in made.items() if value is not None})
    pattern, value = next(iter(schema.get("patternProperties", {".": {"type": "string"}}).items()))
    if "[a-z]{2}" in pattern:  # a text in languages
        return st.fixed_dictionaries({"zh": st.just("请按键。"), "en": st.just("Press a key.")})
    keys = _text({"pattern": pattern})
    return st.dictionaries(keys, _of(value, defs), min_size=schema.get("minProperties", 0), max_size=3)


@st.composite
def dialplans(draw: st.DrawFn) -> Made:
    """A whole dialplan: mostly led forward, to an end."""
    count = draw(st.integers(1, 6))
    names = [f"n{number}" for number in range(count)]
    made: Made = {}
    for number, name in enumerate(names):
        onward = [*names[number + 1 :], "end"]
        made[name] = draw(nodes(st.one_of(st.sampled_from(onward), st.sampled_from([*onward, *names]))))
    made["end"] = {"type": "hang_up"}
    # Somebody must give the value that the others may ask for, and nobody but a sub-dialplan returns.
    made["start"] = {"type": "set", "set": {"account": '"1"'}, "next": names[0]}
    made = {name: node for name, node in made.items() if node["type"] != "return"}
    return _reachable({"start": "start", "nodes": made})


def _reachable(document: Made) -> Made:
    """The document without the nodes that nobody reaches, for which it would be refused."""
    found, waiting = {document["start"]}, [document["start"]]
    while waiting:
        said = json.dumps(document["nodes"][waiting.pop()], ensure_ascii=False)
        new = {name for name in document["nodes"] if f'"{name}"' in said} - found
        found |= new
        waiting += sorted(new)
    return {**document, "nodes": {name: node for name, node in document["nodes"].items() if name in found}}
