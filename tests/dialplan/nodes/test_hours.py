"""The node ``hours``, and queues that are closed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ivr.dialplan import interpreter
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.edition import Edition
from ivr.dialplan.hours.opening import Opening
from ivr.dialplan.step import End, Step, ToQueue
from tests.dialplan.examples import FACTS, dialplan, edition_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = (((9 * 60, 18 * 60),),) * 7
OPENINGS = {"office": Opening(SHANGHAI, DAY), "never": Opening(SHANGHAI, ((),) * 7)}
MORNING = datetime(2026, 10, 12, 10, tzinfo=SHANGHAI).timestamp()
EVENING = datetime(2026, 10, 12, 20, tzinfo=SHANGHAI).timestamp()

PLAN = dialplan("""
start: office
nodes:
  office: {type: hours, hours: office, open: first, closed: no}
  first: {type: hours, open: queue, closed: no}
  queue: {type: queue, queue: repair, timeout: nobody, closed: late}
  no: {type: hang_up, outcome: closed}
  nobody: {type: hang_up, outcome: nobody}
  late: {type: hang_up, outcome: late}
""")


def begun(at: float, hours: str | None = None, openings: dict[str, Opening] = OPENINGS) -> Step:
    repair = {"name": {"zh": "维修"}, "hours": hours}
    centre = Centre.model_validate(
        {"name": {"zh": "示例"}, "languages": ["zh"], "queues": {"repair": repair}}
    )
    edition: Edition = edition_of(PLAN, centre=centre, openings=openings)
    return interpreter.start(edition, "main", FACTS, at)


def test_while_it_is_open_the_call_goes_on() -> None:
    assert begun(MORNING).handover == ToQueue(queue="repair", needs={})


def test_while_it_is_closed_the_call_goes_the_other_way() -> None:
    assert begun(EVENING).handover == End(outcome="closed")


def test_a_queue_outside_its_hours_takes_nobody() -> None:
    assert begun(MORNING, hours="never").handover == End(outcome="late")
    assert begun(MORNING, hours="office").handover == ToQueue(queue="repair", needs={})


def test_hours_that_are_gone_keep_nobody_out() -> None:
    assert begun(EVENING, hours="office", openings={}).handover == ToQueue(queue="repair", needs={})


def test_a_closed_queue_that_says_nothing_more_is_left_as_if_nobody_had_answered() -> None:
    plan = dialplan(
        "start: q\nnodes:\n  q: {type: queue, queue: repair, timeout: no}\n  no: {type: hang_up}\n"
    )

    exits = {way.name: way.target for way in plan.nodes["q"].exits()}

    assert exits == {"timeout": "no", "closed": "no", "failure": "no"}
