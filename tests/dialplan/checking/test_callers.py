"""What callers of a dialplan name must be there."""

import pytest

from ivr.dialplan.edition import Edition, read_edition
from tests.dialplan.examples import complaints

CENTRE = """
name: {zh: 示例}
languages: [zh]
agents: {8001: {name: 张伟}}
queues: {维修: {name: {zh: 维修}}}
numbers: {4001: {dialplan: main}}
"""
MAIN = """start: menu
nodes:
  menu: {type: say, prompt: {zh: 欢迎。}, next: bye}
  bye: {type: hang_up}
callers:
  - name: {zh: 来电者}
"""


def told(line: str) -> list[str]:
    files = {"centre.yaml": CENTRE.encode(), "main.yaml": f"{MAIN}    {line}\n".encode()}
    answer = read_edition(files)
    return [] if isinstance(answer, Edition) else complaints(answer)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("reached: men", '7:14: there is no node "men"'),
        ("reached: {node: men, queue: 维修}", '7:21: there is no node "men"'),
        ("reached: {queue: 报修}", '7:22: there is no queue "报修"'),
        ("reached: {agent: 李娜}", '7:22: there is no agent "李娜"'),
        ("agents: {8001: answers, 8002: answers}", '7:29: there is no agent "8002"'),
        ("dials: 4002", '7:12: there is no number "4002"'),
        ("language: en", '7:15: there is no language "en"'),
        ("heard: [menu, by]", '7:19: "by" is no node, and no prompt says it'),
        ("not_heard: [再见]", '7:17: "再见" is no node, and no prompt says it'),
    ],
)
def test_what_is_not_there_is_told_at_its_place(line: str, complaint: str) -> None:
    assert told(line) == [complaint]


def test_what_is_there_is_accepted() -> None:
    assert not told("reached: {node: menu, queue: 维修, agent: 张伟}")
    assert not told("agents: {张伟: answers, 8001: declines}")
    assert not told("heard: [menu, 欢迎, 可能被监听]")
