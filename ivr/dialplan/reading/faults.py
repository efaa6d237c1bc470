"""Faults: what a model found wrong in a document, in words that help."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

import msgspec
from pydantic_core import ErrorDetails

from ivr.dialplan.messages import Message
from ivr.dialplan.reading import slips

_SHOWN = 24
"""So many known names are told at most."""


class Fault(msgspec.Struct, frozen=True):
    """What is wrong and its remedy.

    ``at_key``: with the key rather than with its value; ``offset``: so many characters into it.
    """

    what: Message
    remedy: Message
    at_key: bool = False
    offset: int = 0


def suggestion(name: str, known: Iterable[str]) -> Message:
    """Which known name may have been meant, or all of them."""
    names = list(known)
    close = get_close_matches(name, names, n=1, cutoff=0.7)
    if close:
        return Message(f"是否想写“{close[0]}”？", f'did you mean "{close[0]}"?')
    if not names:
        return Message("还没有定义任何一个", "none is defined yet")
    shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    return Message(f"可用的有：{shown}", f"there are: {shown}")


def fault(error: ErrorDetails, fields: Iterable[str]) -> Fault:
    """The fault that an error of a model tells; ``fields`` are those that its place may have."""
    context = error.get("ctx", {})
    if error["type"] == "complaint":
        what, remedy = (
            Message(context["zh"], context["en"]),
            Message(context["remedy_zh"], context["remedy_en"]),
        )
        return Fault(what, remedy, offset=context["offset"])
    name, given = str(error["loc"][-1]) if error["loc"] else "", error["input"]
    if error["type"] == "missing":
        return Fault(
            Message(f"缺少“{name}”", f'"{name}" is missing'),
            Message(f"补上 {name}:", f"add {name}:"),
            at_key=True,
        )
    if error["type"] == "extra_forbidden":
        return Fault(
            Message(f"这里没有“{name}”这一项", f'there is no "{name}" here'),
            suggestion(name, fields),
            at_key=True,
        )
    if given is None:
        return Fault(_NOTHING, _FILL)
    told = _KNOWN.get(error["type"])
    return told(context, given) if told else Fault(Message(error["msg"], error["msg"]), _SEE_REFERENCE)


_NOTHING = Message("这里没有内容", "nothing stands here")
_FILL = Message(
    '写出内容，或删去这一行；星号和井号要加引号："*"、"#"',
    'write a value or remove the line; star and hash need quotes: "*", "#"',
)
_SEE_REFERENCE = Message("参阅对话方案参考", "see the reference of dialplans")
_GROUP = Message("这里应是一组“键: 值”", "a group of “key: value” is expected here")
_GROUP_REMEDY = Message(
    "在下面几行缩进书写，或写成 {键: 值, 键: 值}；提示语写成 {zh: …, en: …}",
    "write them indented below, or as {key: value, key: value}; a prompt as {zh: …, en: …}",
)


def _wants(zh: str, en: str, remedy_zh: str, remedy_en: str) -> Callable[[dict[str, Any], object], Fault]:
    def told(context: dict[str, Any], given: object) -> Fault:
        facts = {**context, "given": given}
        return Fault(
            Message(zh.format_map(facts), en.format_map(facts)),
            Message(remedy_zh.format_map(facts), remedy_en.format_map(facts)),
        )

    return told


def _not_a_group(context: dict[str, Any], given: object) -> Fault:
    slip = next(slips.in_value_for_a_group(given), None) if isinstance(given, str) else None
    return Fault(slip.what, slip.remedy, offset=slip.column - 1) if slip else Fault(_GROUP, _GROUP_REMEDY)


def _unknown_type(context: dict[str, Any], given: object) -> Fault:
    expected = [name.strip("'") for name in context["expected_tags"].split(", ")]
    tag = context["tag"]
    return Fault(
        Message(f"没有“{tag}”这种节点", f'there is no type of node "{tag}"'), suggestion(tag, expected)
    )


def _not_one_of(context: dict[str, Any], given: object) -> Fault:
    expected = str(context["expected"])
    return Fault(
        Message(f"这里不能写“{given}”", f'"{given}" cannot stand here'),
        Message(f"可以写 {expected.replace(' or ', ', ').replace(', ', '、')}", f"write {expected}"),
    )


_NUMBER = _wants("“{given}”不是数字", '"{given}" is not a number', "写一个数字", "write a number")
_LIST = _wants(
    "这里应是一个列表",
    "a list is expected here",
    "写成 [甲, 乙]，或每行以 - 开头",
    "write [a, b], or lines with -",
)
_TEXT = _wants("这里应是一段文字", "a text is expected here", "只写文字", "write a text")
_EMPTY = _wants("这里至少要有一项", "at least one is needed here", "补上一项", "add one")

_KNOWN: dict[str, Callable[[dict[str, Any], object], Fault]] = {
    "dict_type": _not_a_group,
    "model_type": _not_a_group,
    "model_attributes_type": _not_a_group,
    "union_tag_invalid": _unknown_type,
    "union_tag_not_found": _wants(
        "这个节点没有 type", "this node has no type", "补上 type: say 等", "add type: say, or another"
    ),
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "int_from_float": _wants(
        "“{given}”不是整数", '"{given}" is not a whole number', "写一个整数", "write one"
    ),
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _wants(
        "“{given}”不是 true 或 false",
        '"{given}" is neither true nor false',
        "写 true 或 false",
        "write true or false",
    ),
    "bool_type": _wants(
        "这里应是 true 或 false", "true or false is expected here", "写 true 或 false", "write true or false"
    ),
    "tuple_type": _LIST,
    "string_type": _TEXT,
    "too_short": _EMPTY,
    "string_too_short": _EMPTY,
    "string_too_long": _wants(
        "文字过长", "this text is too long", "最多 {max_length} 个字符", "at most {max_length} characters"
    ),
    "greater_than_equal": _wants("{given} 太小", "{given} is too small", "最小 {ge:g}", "at least {ge:g}"),
    "greater_than": _wants("{given} 太小", "{given} is too small", "应大于 {gt:g}", "write more than {gt:g}"),
    "less_than_equal": _wants("{given} 太大", "{given} is too large", "最大 {le:g}", "at most {le:g}"),
    "literal_error": _not_one_of,
}
