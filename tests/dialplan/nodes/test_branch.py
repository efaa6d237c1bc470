"""The node ``branch``."""

from msgspec.structs import replace

from ivr.dialplan import interpreter
from ivr.dialplan.step import End
from ivr.telephony.customers import Customer
from ivr.telephony.events import CustomerFound
from ivr.telephony.ids import effect_of
from tests.dialplan.examples import CONTACT, FACTS, dialplan, edition_of, faults, pressed, timed_out, walk

PLAN = dialplan("""
start: from_where
nodes:
  from_where:
    type: branch
    when:
      - {if: caller.startsWith("021"), next: shanghai}
      - {if: 'language == "en" && dialled == "4001"', next: english}
    otherwise: account
  account:
    type: collect
    prompt: {zh: 甲}
    into: account
    most: 2
    next: whose
    no_input: whose
    no_match: whose
  whose:
    type: branch
    when: [{if: values.account == "88", next: vip}]
    otherwise: other
  shanghai: {type: hang_up, outcome: shanghai}
  english: {type: hang_up, outcome: english}
  vip: {type: hang_up, outcome: vip}
  other: {type: hang_up, outcome: other}
""")


def test_the_first_condition_that_holds_is_followed() -> None:
    both = replace(FACTS, caller="02112345678", language="en")

    assert walk(PLAN, facts=both).handover == End(outcome="shanghai")


def test_a_later_condition_is_followed_where_the_first_does_not_hold() -> None:
    assert walk(PLAN, facts=replace(FACTS, language="en")).handover == End(outcome="english")


def test_otherwise_is_followed_where_none_holds() -> None:
    assert walk(PLAN).position.node == "account"


def test_conditions_know_what_the_caller_typed() -> None:
    assert walk(PLAN, pressed("8"), pressed("8")).handover == End(outcome="vip")
    assert walk(PLAN, pressed("8"), pressed("9")).handover == End(outcome="other")


def test_a_condition_on_a_value_that_nobody_typed_does_not_hold() -> None:
    plan = dialplan("""
start: b
nodes:
  b: {type: branch, when: [{if: values.account != "1", next: yes}], otherwise: no}
  yes: {type: hang_up, outcome: held}
  no: {type: hang_up, outcome: did_not_hold}
""")

    assert walk(plan).handover == End(outcome="did_not_hold")


def test_a_branch_passes_within_the_same_step() -> None:
    assert walk(PLAN).position.path == ("from_where", "account")


def test_a_wrong_condition_is_marked_where_it_is_wrong() -> None:
    text = """start: b
nodes:
  b:
    type: branch
    when:
      - {if: caller == callr, next: b}
      - {if: "caller == 1", next: b}
      - {if: caller, next: b}
    otherwise: b
"""

    assert faults(text) == [
        "6:24: the condition is wrong: undeclared reference to 'callr' (in container '')",
        "7:22: the condition is wrong: found no matching overload for '_==_' applied to '(string, int)'",
        "8:14: the condition is wrong: the expression gives STRING, not true or false",
    ]


def test_who_withheld_his_number_may_be_led_another_way() -> None:
    plan = dialplan(
        """
start: known
nodes:
  known:
    type: branch
    when: [{if: caller_withheld, next: unknown}]
    otherwise: bye
  unknown: {type: hang_up, outcome: withheld}
  bye: {type: hang_up, outcome: told}
"""
    )

    assert walk(plan, facts=replace(FACTS, caller="")).handover == End(outcome="withheld")
    assert walk(plan).handover == End(outcome="told")


VIP = dialplan("""
start: whom
nodes:
  whom: {type: branch, when: [{if: customer.tier == "vip", next: vip}], otherwise: other}
  vip: {type: hang_up, outcome: vip}
  other: {type: hang_up, outcome: other}
""")
ASKED = replace(FACTS, customer_due=100.3)


def test_a_condition_on_the_customer_waits_until_he_is_known() -> None:
    told = CustomerFound(contact=CONTACT, at=100.2, key=effect_of(CONTACT, 0))
    waiting = walk(VIP, facts=ASKED)
    known = replace(FACTS, customer=Customer(id="1", tier="vip"))

    assert waiting.handover is None
    assert waiting.position.until == 100.3
    assert interpreter.step(edition_of(VIP), waiting.position, known, told).handover == End(outcome="vip")


def test_a_customer_who_is_not_known_in_time_is_nobody() -> None:
    assert walk(VIP, timed_out(100.3), facts=ASKED).handover == End(outcome="other")


def test_nobody_waits_for_a_customer_whom_the_condition_does_not_ask_for() -> None:
    assert walk(PLAN, facts=replace(ASKED, caller="02112345678")).handover == End(outcome="shanghai")
