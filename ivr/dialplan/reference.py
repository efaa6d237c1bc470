"""The reference for administrators: every document and type of node, from their own docstrings.

``python -m ivr.dialplan.reference en > docs/reference-dialplans.md`` writes it anew, and ``zh`` the
Chinese one.
"""

import inspect
import sys

from ivr.dialplan.callers.caller import Caller
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.document import Document
from ivr.dialplan.hours.book import Book
from ivr.dialplan.messages import Message
from ivr.dialplan.nodes import NODE_TYPES
from ivr.dialplan.rulebook import Rulebook

_CHINESE = "\n中文\n"

_HEAD = Message(
    zh="""# 对话方案参考

本页由程序生成，请勿直接修改。

对话方案是文件夹中的 `.yaml` 文件，UTF-8 编码：`centre.yaml` 描述中心，
`hours.yaml` 是工作时间，`rules.yaml` 是规则，
其余每个文件是一个对话方案，文件名就是它的名称。修改后运行 `switchroom check`，
所有问题会连同文件、行、列和改正办法一次列出。

一个对话方案有：

- `title`：说明文字，每种语言一句；可以不填。
- `start`：来电者首先进入的节点。
- `person`：按 `0` 到达的节点，凡是按键没有其他含义的地方都可以按；可以不填。
- `arguments`：使用它的 `dialplan` 节点可以给的值的名称的列表；可以不填。
- `nodes`：所有节点，以名称为键。名称可以用中文。每个节点有 `type`，其余各项随类型而定。
- `callers`：模拟来电者，见页末；可以不填。

提示语写成 `{zh: …, en: …}`，须包含中心的每一种语言。文字里有英文冒号、`#` 或英文逗号时，整段加英文引号。
""",
    en="""# Dialplan reference

This page is generated: do not edit it.

Dialplans are `.yaml` files in one folder, saved as UTF-8: `centre.yaml` describes the centre, `hours.yaml`
when it is open, `rules.yaml` what is done for whom; every other file is a dialplan, whose name is the
file's. After a change run `switchroom check`: it lists every problem at once, with file, line, column and
remedy.

A dialplan has:

- `title`: what it is, in each language; may be left out.
- `start`: the node at which callers begin.
- `person`: the node to which `0` leads, wherever the key has no other meaning; may be left out.
- `arguments`: a list of the values that a `dialplan` node may give it; may be left out.
- `nodes`: all nodes by name. Names may be in any script. Each has a `type`, and what that type asks for.
- `callers`: simulated callers, at the end of this page; may be left out.

A prompt is written `{zh: …, en: …}` and has every language of the centre. A text with a colon, a `#` or,
inside braces, a comma stands in quotes.
""",
)


def reference(language: str) -> str:
    """The whole page in Markdown, in ``zh`` or ``en``."""
    sections = [
        _HEAD.in_language(language),
        _section("centre.yaml", Centre, language),
        _section("hours.yaml", Book, language),
        _section("rules.yaml", Rulebook, language),
        *(_section(_type_of(node), node, language) for node in NODE_TYPES),
        _section("callers", Caller, language),
    ]
    return "\n".join(sections)


def explained(model: type[Document], language: str) -> str:
    """What a model's docstring tells administrators: the English half, or the Chinese after the example."""
    english, _, chinese = inspect.getdoc(model).partition(_CHINESE)  # type: ignore[union-attr]
    if language != "zh":
        return english.strip()
    example = english[english.index("```yaml") :].strip()
    return f"{chinese.strip()}\n\n{example}"


def _section(title: str, model: type[Document], language: str) -> str:
    return f"## `{title}`\n\n{explained(model, language)}\n"


def _type_of(node: type[Document]) -> str:
    return str(inspect.get_annotations(node)["type"].__args__[0])


if __name__ == "__main__":
    print(reference(sys.argv[1]), end="")
