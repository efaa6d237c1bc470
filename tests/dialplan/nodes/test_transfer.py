"""The node ``transfer``."""

import pytest
from msgspec.structs import replace

from ivr.dialplan import interpreter
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.step import End, Facts, Step, ToAgent, ToNumber
from ivr.telephony.customers import Customer
from ivr.telephony.ids import AgentId
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


AGENTS = Centre.model_validate(
    {
        "name": {"zh": "示例"},
        "languages": ["zh"],
        "agents": {"8001": {"name": "张伟"}, "8002": {"name": "李娜"}},
    }
)


def to_agent(goal: str, facts: Facts = FACTS) -> Step:
    plan = dialplan(f"""
start: there
nodes:
  there: {{type: transfer, {goal}, queue: repair, seconds: 20, failure: nobody}}
  nobody: {{type: hang_up, outcome: nobody}}
""")
    return walk(edition_of(plan, centre=AGENTS), facts=facts)


def test_an_agent_is_named_by_extension_or_by_name() -> None:
    wanted = ToAgent(agent=AgentId("8001"), queue="repair", seconds=20.0)

    assert to_agent("agent: 张伟").handover == wanted
    assert to_agent('agent: "8001"').handover == wanted


def test_an_agent_may_be_the_one_who_looks_after_the_customer() -> None:
    facts = replace(FACTS, customer=Customer(id="1", agent=AgentId("8002")))

    assert to_agent("agent_of: customer.agent", facts).handover == ToAgent(
        agent=AgentId("8002"), queue="repair", seconds=20.0
    )
    assert to_agent("agent_of: customer.agent").handover == End(outcome="nobody")


def test_a_caller_may_be_sent_on_to_another_dialplan_for_good() -> None:
    here = dialplan("start: a\nnodes:\n  a: {type: transfer, dialplan: other}\n")
    there = dialplan(
        "start: b\nnodes:\n  b: {type: say, prompt: {zh: 乙}, next: c}\n  c: {type: hang_up}\n", "other"
    )

    step = walk(edition_of(here, there))

    assert (step.position.dialplan, step.position.node) == ("other", "b")
    assert step.position.path == ("a", "other/b")
    assert step.position.frames == ()


@pytest.mark.parametrize(
    ("goal", "complaint"),
    [
        ("trunk: carrier, failure: a", "one goal is needed here, and no more"),
        ("number: 110, agent: 张伟, failure: a", "one goal is needed here, and no more"),
        ("number: 110, failure: a", '"trunk" is missing'),
        ("agent: 张伟, failure: a", '"queue" is missing'),
        ("agent: 张伟, queue: repair", '"failure" is missing'),
    ],
)
def test_a_goal_needs_what_belongs_to_it(goal: str, complaint: str) -> None:
    assert faults(f"start: a\nnodes:\n  a: {{type: transfer, {goal}}}\n") == [f"3:6: {complaint}"]
