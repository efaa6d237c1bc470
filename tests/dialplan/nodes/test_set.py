"""The node ``set``."""

from ivr.dialplan.changes import HIGHEST, MOST_TRACED, traced
from ivr.dialplan.step import Position, ToQueue
from tests.dialplan.examples import dialplan, edition_of, walk

PLAN = dialplan("""
start: first
nodes:
  first: {type: set, set: {a: '"甲"', b: caller + "!", c: values.nothing}, priority: +5, next: second}
  second:
    {type: set, set: {d: values.a + "乙", a: '"丙"'}, tag: [x, y], profile: slow, priority: -2, next: third}
  third: {type: set, tag: x, next: queue}
  queue: {type: queue, queue: repair, priority: 1, timeout: bye}
  bye: {type: hang_up}
""")


def test_values_are_set_from_expressions_and_what_cannot_be_decided_is_not() -> None:
    assert walk(PLAN).position.values == {"a": "丙", "b": "01012345678!", "d": "甲乙"}


def test_priorities_add_up_and_count_in_line() -> None:
    step = walk(PLAN)

    assert step.position.priority == 3
    assert step.handover == ToQueue(queue="repair", needs={}, priority=4)


def test_tags_are_kept_once_and_the_profile_is_the_last_one() -> None:
    assert walk(PLAN).position.tags == ("x", "y")
    assert walk(PLAN).position.profile == "slow"


def test_a_priority_has_its_bounds() -> None:
    plan = dialplan("""
start: up
nodes:
  up: {type: set, priority: 1000, next: more}
  more: {type: set, priority: 1000, next: bye}
  bye: {type: hang_up}
""")

    assert walk(edition_of(plan)).position.priority == HIGHEST


def test_only_the_latest_decisions_are_remembered() -> None:
    position = Position(dialplan="main", node="a")
    for number in range(MOST_TRACED + 5):
        position = traced(position, float(number), "x")

    assert len(position.trace) == MOST_TRACED
    assert position.trace[-1].at == MOST_TRACED + 4
