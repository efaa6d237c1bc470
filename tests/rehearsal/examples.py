"""A small centre and its callers, which the tests of rehearsals share."""

from zoneinfo import ZoneInfo

from ivr.dialplan.edition import Edition, read_edition
from ivr.rehearsal.part import written_parts
from ivr.rehearsal.rehearse import rehearse
from ivr.rehearsal.room import Room
from ivr.rehearsal.verdict import Verdict

CENTRE = """
name: {zh: 示例, en: Example}
languages: [zh, en]
notice: false
skills: [repair]
agents:
  "8001": {name: 张伟, skills: {repair: 8}}
  "8002": {name: 李娜, skills: {repair: 4}}
queues:
  repair: {name: {zh: 维修, en: Repair}, needs: {repair: 1}, strategy: best_skilled, survey: opinion}
numbers:
  "4001": {dialplan: main, language: zh}
  "4002": {dialplan: main, language: en}
trunks:
  carrier: {kind: address, host: 192.0.2.1}
"""

MAIN = """
start: main_menu
nodes:
  main_menu:
    type: menu
    prompt: {zh: 报修请按一，值班请按二。, en: "For repairs, press one. For the officer on duty, two."}
    no_match_prompt: {zh: 没有这个键。, en: There is no such key.}
    keys: {1: repair, 2: officer}
    no_input: goodbye
    no_match: goodbye
  repair: {type: queue, queue: repair, timeout: goodbye}
  officer: {type: transfer, number: "13800138001", trunk: carrier, failure: goodbye}
  goodbye: {type: hang_up, prompt: {zh: 再见。, en: Goodbye.}, outcome: nobody_free}
"""

OPINION = """
start: solved
nodes:
  solved:
    type: question
    prompt: {zh: 解决了吗？, en: Was it solved?}
    answers: {1: yes, 2: no}
    next: thanks
    refused: thanks
  thanks: {type: hang_up, prompt: {zh: 谢谢。, en: Thank you.}}
"""

ROOM = Room(seconds=lambda prompt: 3.0, zone=ZoneInfo("Asia/Shanghai"))
"""Each prompt lasts three seconds."""


def edition(callers: str = "", main: str = MAIN, centre: str = CENTRE) -> Edition:
    """The small centre; ``callers`` are those of its main dialplan."""
    files = {"centre.yaml": centre, "main.yaml": main + callers, "opinion.yaml": OPINION}
    read = read_edition({name: text.encode() for name, text in files.items()})
    assert isinstance(read, Edition), "\n".join(problem.in_language("en") for problem in read)
    return read


def verdict(caller: str, main: str = MAIN, centre: str = CENTRE) -> Verdict:
    """What becomes of one caller, whose document's lines these are."""
    lines = "\n".join(f"    {line}" for line in ("name: {zh: 来电者, en: A caller}", *caller.splitlines()))
    read = edition(f"callers:\n  -\n{lines}\n", main, centre)
    (only,) = rehearse(written_parts(read, ROOM), ROOM)
    return only


def faults(caller: str, main: str = MAIN, centre: str = CENTRE) -> list[str]:
    """What is wrong with it, in English."""
    return [fault.en for fault in verdict(caller, main, centre).faults]
