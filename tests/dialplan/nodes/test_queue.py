"""The node ``queue``."""

from msgspec.structs import replace

from ivr.dialplan import interpreter
from ivr.dialplan.step import End, ToQueue
from tests.dialplan.examples import (
    FACTS,
    dialplan,
    edition_of,
    failed,
    faults,
    finished,
    playback,
    pressed,
    resynced,
    timed_out,
    walk,
)

PLAN = dialplan("""
start: repair
nodes:
  repair:
    type: queue
    queue: 维修
    needs: {repair: 3}
    language_level: 5
    priority: 10
    timeout: nobody
    failure: broken
  nobody: {type: hang_up, outcome: nobody}
  broken: {type: hang_up, outcome: broken}
""")
PLAIN = dialplan("""
start: repair
nodes:
  repair: {type: queue, queue: repair, timeout: nobody}
  nobody: {type: hang_up, outcome: nobody}
""")


def test_the_contact_is_handed_to_the_queue_with_its_needs() -> None:
    step = walk(PLAN)

    assert step.handover == ToQueue(queue="维修", needs={"zh": 5, "repair": 3}, priority=10)
    assert step.commands == ()
    assert step.position.node == "repair"


def test_the_callers_language_is_the_skill_asked_for() -> None:
    step = walk(PLAN, facts=replace(FACTS, language="en"))

    assert step.handover == ToQueue(queue="维修", needs={"en": 5, "repair": 3}, priority=10)


def test_a_queue_asks_for_nothing_more_by_default() -> None:
    assert walk(PLAIN).handover == ToQueue(queue="repair", needs={}, priority=0)


def test_the_exits_lead_back_into_the_dialplan() -> None:
    position = walk(PLAN).position

    timeout = interpreter.take_exit(edition_of(PLAN), position, FACTS, "timeout", 700.0)
    failure = interpreter.take_exit(edition_of(PLAN), position, FACTS, "failure", 700.0)

    assert timeout.handover == End(outcome="nobody")
    assert timeout.position.path == ("repair", "nobody")
    assert failure.handover == End(outcome="broken")


def test_failure_leads_to_timeout_where_the_document_names_none() -> None:
    position = walk(PLAIN).position

    assert interpreter.take_exit(edition_of(PLAIN), position, FACTS, "failure", 700.0).handover == End(
        outcome="nobody"
    )


def test_what_happens_to_a_caller_in_the_queue_is_not_the_dialplans() -> None:
    position = walk(PLAIN).position

    for event in (pressed("1"), resynced()):
        step = interpreter.step(edition_of(PLAIN), position, FACTS, event)
        assert step.position == position
        assert step.commands == ()
        assert step.handover is None


def test_a_node_without_prompt_or_wait_takes_no_notice_of_their_ends() -> None:
    position = walk(PLAIN).position
    playing, waiting = replace(position, playing=playback(1)), replace(position, until=110.0)

    for odd, event in ((playing, finished(1)), (playing, failed(1)), (waiting, timed_out(110.0))):
        step = interpreter.step(edition_of(PLAIN), odd, FACTS, event)
        assert step.handover is None
        assert step.commands == ()
        assert step.position == position


def test_levels_go_from_one_to_ten() -> None:
    text = """start: q
nodes:
  q: {type: queue, queue: q, needs: {repair: 0, zh: 11}, language_level: 11, timeout: q}
"""

    assert faults(text) == ["3:46: 0 is too small", "3:53: 11 is too large", "3:74: 11 is too large"]
