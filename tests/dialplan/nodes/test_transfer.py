"""The node ``transfer``."""

from ivr.dialplan import interpreter
from ivr.dialplan.step import End, ToNumber
from tests.dialplan.examples import FACTS, dialplan, edition_of, faults, walk

PLAN = dialplan("""
start: officer
nodes:
  officer:
    type: transfer
    number: +8613800138000
    trunk: carrier
    seconds: 20
    failure: nobody
  nobody: {type: hang_up, outcome: nobody}
""")


def test_the_contact_is_handed_to_the_number_as_it_was_typed() -> None:
    assert walk(PLAN).handover == ToNumber(number="+8613800138000", trunk="carrier", seconds=20.0)


def test_a_leading_zero_is_kept_and_half_a_minute_is_the_default() -> None:
    plan = dialplan("start: t\nnodes:\n  t: {type: transfer, number: 0800, trunk: c, failure: t}\n")

    assert walk(plan).handover == ToNumber(number="0800", trunk="c", seconds=30.0)


def test_failure_leads_back_into_the_dialplan() -> None:
    step = interpreter.take_exit(edition_of(PLAN), walk(PLAN).position, FACTS, "failure", 130.0)

    assert step.handover == End(outcome="nobody")


def test_a_number_has_digits_only() -> None:
    text = "start: t\nnodes:\n  t: {type: transfer, number: 8001@evil, trunk: c, failure: t}\n"

    assert faults(text) == ['3:31: "8001@evil" cannot stand here']
