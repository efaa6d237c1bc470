"""The node ``rules``: which rules fire, what they do, and what is remembered of it."""

from typing import Any

from msgspec.structs import replace

from ivr.dialplan import interpreter
from ivr.dialplan.edition import Edition
from ivr.dialplan.rulebook import Rulebook
from ivr.dialplan.step import End, Facts, ToQueue, Traced
from ivr.telephony.customers import Customer
from ivr.telephony.events import CustomerFound
from ivr.telephony.ids import effect_of
from tests.dialplan.examples import (
    CONTACT,
    FACTS,
    dialplan,
    edition_of,
    finished,
    play,
    resynced,
    timed_out,
    walk,
)

PLAN = dialplan("""
start: point
nodes:
  point: {type: rules, next: menu, skips: {self_service: desk, menu: bye}, timeout: nobody}
  menu: {type: hang_up, outcome: menu}
  desk: {type: queue, queue: desk, priority: 5, timeout: nobody}
  bye: {type: hang_up, outcome: bye}
  nobody: {type: hang_up, outcome: nobody}
""")
VIP = replace(FACTS, customer=Customer(id="1", tier="vip", tags=("投诉",)))


def edition(**rules: dict[str, Any]) -> Edition:
    return edition_of(PLAN, rules=Rulebook.model_validate({"rules": rules}).rules)


def begun(facts: Facts = VIP, **rules: dict[str, Any]) -> interpreter.Step:
    return walk(edition(**rules), facts=facts)


VIP_FIRST = {"when": 'customer.tier == "vip"', "skip": "self_service", "priority": "+50"}
SORRY = {
    "when": '"投诉" in customer.tags',
    "say": {"zh": "抱歉。"},
    "tag": "complaint",
    "set": {"why": '"x"'},
}
TO_DESK = {"when": 'tags == ["complaint"]', "queue": "complaint"}


def test_no_rule_that_fires_leads_on() -> None:
    assert begun(FACTS, vip_first=VIP_FIRST).handover == End(outcome="menu")


def test_a_rule_skips_a_part_and_raises_the_priority_in_line() -> None:
    step = begun(vip_first=VIP_FIRST)

    assert step.handover == ToQueue(queue="desk", needs={}, priority=55)
    assert step.position.trace == (
        Traced(100.0, "main/point", "rule vip_first: skip self_service, priority +50"),
    )


def test_rules_fire_one_after_the_other_and_see_what_those_before_did() -> None:
    step = begun(sorry=SORRY, to_desk=TO_DESK)
    said = interpreter.step(edition(sorry=SORRY, to_desk=TO_DESK), step.position, VIP, finished(1))

    assert step.commands == (play(1, "抱歉。"),)
    assert said.handover == ToQueue(queue="complaint", needs={})
    assert said.position.tags == ("complaint",)
    assert said.position.values == {"why": "x"}
    assert [one.what for one in said.position.trace] == [
        "rule sorry: set why, tag complaint, say",
        "rule to_desk: queue complaint",
    ]


def test_what_is_skipped_stands_above_a_queue_and_the_first_skip_above_the_next() -> None:
    other = {"when": "true", "skip": "menu"}
    step = begun(to_desk={"when": "true", "queue": "complaint"}, vip_first=VIP_FIRST, other=other)

    assert step.handover == ToQueue(queue="desk", needs={}, priority=55)


def test_a_skip_that_this_rule_point_does_not_offer_is_none() -> None:
    assert begun(other={"when": "true", "skip": "elsewhere"}).handover == End(outcome="menu")


def test_a_queue_that_served_nobody_leads_back_to_the_rule_point() -> None:
    rules = edition(to_desk={"when": "true", "queue": "complaint"})
    step = walk(rules, facts=VIP)

    assert interpreter.take_exit(rules, step.position, VIP, "timeout", 700.0).handover == End(
        outcome="nobody"
    )


def test_rules_about_the_customer_wait_until_he_is_known() -> None:
    asked = replace(FACTS, customer_due=100.3)
    told = CustomerFound(contact=CONTACT, at=100.2, key=effect_of(CONTACT, 0))
    rules = edition(vip_first=VIP_FIRST)
    waiting = walk(rules, facts=asked)

    assert waiting.handover is None
    assert interpreter.step(rules, waiting.position, VIP, told).position.node == "desk"
    assert walk(rules, timed_out(100.3), facts=asked).handover == End(outcome="menu")


def test_after_an_absence_rules_do_not_fire_again() -> None:
    rules = edition(sorry=SORRY)
    step = walk(rules, facts=VIP)
    back = interpreter.step(rules, step.position, VIP, resynced())

    assert back.handover == End(outcome="menu")
    assert len(back.position.trace) == 1


def test_only_the_rules_that_the_point_names_are_asked() -> None:
    plan = dialplan("""
start: point
nodes:
  point: {type: rules, rules: [b, gone], next: menu}
  menu: {type: hang_up}
""")
    rules = {"a": {"when": "true", "tag": "a"}, "b": {"when": "true", "tag": "b"}}
    step = walk(edition_of(plan, rules=Rulebook.model_validate({"rules": rules}).rules))

    assert step.position.tags == ("b",)
