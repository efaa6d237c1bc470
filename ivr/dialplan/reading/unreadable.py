"""Texts that are no YAML: what the parser says about them, in words that help."""

import re
from collections.abc import Iterator

import yaml

from ivr.dialplan.messages import Message
from ivr.dialplan.reading import slips
from ivr.dialplan.reading.problems import Place, Problem, Source

_UNPRINTABLE = re.compile(r"[^\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not allow anywhere."""

_INDENT = Message(
    "检查缩进：同一层的行要对齐", "check the indentation: lines of one level begin at one column"
)
_QUOTE = Message('给整段文字加上英文引号 "…"', 'put the whole text in ASCII quotes "…"')
_CLOSE = Message("补上缺少的括号、逗号或引号", "add the bracket, comma or quote that is missing")
TOO_DEEP = (
    Message("层次过深", "this is nested too deeply"),
    Message("检查这里的括号和引号", "check the brackets and quotes here"),
)

_KNOWN = {
    "mapping values are not allowed in this context": (
        Message("这里不能再出现冒号", "there cannot be another colon here"),
        Message("检查缩进，或给整段文字加上英文引号", "check the indentation, or put the text in quotes"),
    ),
    "did not find expected key": (Message("这一行的缩进不对", "this line is indented wrongly"), _INDENT),
    "did not find expected '-' indicator": (
        Message("这里应是以 - 开头的一项", "an item with - is expected here"),
        _INDENT,
    ),
    "could not find expected ':'": (
        Message("这里缺少冒号", "a colon is missing here"),
        Message("键后面写英文冒号和一个空格", "write an ASCII colon and a space after the key"),
    ),
    "did not find expected ',' or '}'": (
        Message("大括号 { } 没有写完整", "the braces { } are not complete"),
        _CLOSE,
    ),
    "did not find expected ',' or ']'": (
        Message("方括号 [ ] 没有写完整", "the brackets [ ] are not complete"),
        _CLOSE,
    ),
    "found unexpected end of stream": (Message("引号没有结束", "a quote is not closed"), _CLOSE),
    "exceeded maximum nesting depth": TOO_DEEP,
    "found character that cannot start any token": (
        Message("文字不能以这个字符开头", "a text cannot begin with this character"),
        _QUOTE,
    ),
    "found unknown escape character": (
        Message("双引号里的反斜杠用法不对", "the backslash in these quotes means nothing"),
        Message("改用单引号 '…'", "use single quotes '…'"),
    ),
}

_OPENED = frozenset(
    {"did not find expected ',' or '}'", "did not find expected ',' or ']'", "found unexpected end of stream"}
)
"""Where something was opened and not closed: the place where it was opened helps more."""


def unreadable(source: Source, error: yaml.YAMLError) -> tuple[Problem, ...]:
    """Every slip in the text, and what the parser stumbled over unless a slip explains that."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return (_control_character(source),)
    found = tuple(_slips(source))
    mark, context = error.problem_mark, error.context_mark or error.problem_mark
    # Lines are counted from 0 here and from 1 in problems: a slip just before the place explains it, too.
    explained = range(context.line, mark.line + 2)
    if any(problem.line in explained for problem in found):
        return found
    what, remedy = _KNOWN.get(
        error.problem or "",
        (Message(f"不是正确的 YAML：{error.problem}", f"this is no YAML: {error.problem}"), _CLOSE),
    )
    shown = context if error.problem in _OPENED else mark
    return (*found, source.problem(Place(shown.line + 1, shown.column + 1), what, remedy))


def _control_character(source: Source) -> Problem:
    # Nothing else is refused without a mark, and the mark there is counts bytes.
    places = (
        Place(number, found.start() + 1)
        for number, line in enumerate(source.lines, start=1)
        if (found := _UNPRINTABLE.search(line))
    )
    what = Message("这里有控制字符", "there is a control character here")
    return source.problem(next(places, Place(1, 1)), what, Message("删去它", "remove it"))


def _slips(source: Source) -> Iterator[Problem]:
    for number, line in enumerate(source.lines, start=1):
        for slip in (*slips.in_any_line(line), *slips.in_broken_line(line)):
            yield source.problem(Place(number, slip.column), slip.what, slip.remedy)
