"""Slips: what people who type Chinese or come from a word processor get wrong in YAML, and its remedy."""

import re
from collections.abc import Iterator

import msgspec

from ivr.dialplan.messages import Message


class Slip(msgspec.Struct, frozen=True):
    """A slip at a column (counted from 1) of a line or of a text."""

    column: int
    what: Message
    remedy: Message


_TAB = (
    Message("这里用了制表符（Tab）", "there is a tab here"),
    Message("缩进只能用空格", "indent with spaces only"),
)
_STAR = (
    Message("星号 * 没有加引号", "the star * is not in quotes"),
    Message('写成 "*"', 'write "*"'),
)
_HASH = (
    Message(
        "井号 # 没有加引号，后面的内容成了注释", "the hash # is not in quotes: the rest became a comment"
    ),
    Message('写成 "#"', 'write "#"'),
)
_COLON = (
    Message("这里用了全角冒号 ：", "there is a full-width colon ： here"),
    Message("改用英文冒号加一个空格，例如 name: 张伟", "write an ASCII colon and a space, as in name: value"),
)
_COMMA = (
    Message("这里用了全角逗号 ，", "there is a full-width comma ， here"),
    Message("两项之间用英文逗号加一个空格", "separate items by an ASCII comma and a space"),
)
_QUOTES = (
    Message("这里用了中文引号 “ ”", "there are typographic quotes “ ” here"),
    Message('改用英文引号 "…"，或不用引号', 'write ASCII quotes "…", or none'),
)
_BRACKETS = (
    Message("这里用了全角括号", "there is a full-width bracket here"),
    Message("改用英文括号 { } 或 [ ]", "write ASCII brackets { } or [ ]"),
)

_WORD = r"[\"'“‘]?[\w*#]+[\"'”’]?"
_IN_BROKEN_LINES = (
    (re.compile(r"^ *(\t)"), _TAB),
    (re.compile(r"(?:^|[{,]|- )\s*(\*)\s*[:：]"), _STAR),
    (re.compile(r"[:：]\s+(\*)\s*(?:$|[,}#])"), _STAR),
    (re.compile(r"[{,]\s*(#)\s*[:：]"), _HASH),
    (re.compile(rf"(?:^[\s-]*|[{{,，]\s*){_WORD}(：)"), _COLON),
    (re.compile(rf"[{{\[].*?(，)\s*{_WORD}\s*[:：]"), _COMMA),
    (re.compile(r"(?:^|[:：,{\[-])\s*(“)"), _QUOTES),
    (re.compile(r"(?:^|[:：,-])\s*([｛［])"), _BRACKETS),
)
_MOST_CHARACTERS = 1000
"""Nobody types a line longer than this; the patterns take a time that grows with its square."""

_LOST_KEY = re.compile(r"^\s*(#)\s*:\s*\S")


def in_broken_line(line: str) -> Iterator[Slip]:
    """The slips that may be why a document with this line cannot be read."""
    for pattern, (what, remedy) in _IN_BROKEN_LINES:
        found = pattern.search(line[:_MOST_CHARACTERS])
        if found:
            yield Slip(found.start(1) + 1, what, remedy)


def in_any_line(line: str) -> Iterator[Slip]:
    """The slips that a reader cannot see: ``#: node`` is a comment, the key is lost."""
    found = _LOST_KEY.search(line)
    if found:
        yield Slip(found.start(1) + 1, *_HASH)


def in_key(text: str) -> Iterator[Slip]:
    """The slips in a key that was typed without quotes."""
    if "：" in text:
        yield Slip(text.index("：") + 1, *_COLON)
    elif text[:1] in ("“", "‘", "”"):
        yield Slip(1, *_QUOTES)


def in_value(text: str) -> Iterator[Slip]:
    """The slips in a value that was typed without quotes."""
    if text.startswith("“") and text.endswith("”") and text.count("“") == 1:
        yield Slip(1, *_QUOTES)
    elif text[:1] in ("｛", "［"):
        yield Slip(1, *_BRACKETS)


def in_value_for_a_group(text: str) -> Iterator[Slip]:
    """The slip that turned a group of keys into a text."""
    if "：" in text:
        yield Slip(text.index("：") + 1, *_COLON)
