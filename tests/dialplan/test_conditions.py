"""Conditions: compiled at load, evaluated in a call, explained in a trace."""

import pytest
from msgspec.structs import replace

from ivr.dialplan import conditions
from ivr.dialplan.conditions import ConditionError, Known
from ivr.telephony.customers import Customer, History
from ivr.telephony.ids import AgentId

KNOWN = Known(caller="01012345678", dialled="4001", language="zh", values={"account": "880001"})


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ('caller.startsWith("010")', True),
        ("caller_withheld", False),
        ('!caller_withheld && caller != ""', True),
        ('dialled == "4002"', False),
        ('language in ["zh", "en"]', True),
        ('values.account.matches("^88")', True),
        ("size(values.account) > 6", False),
        ('has(values.pin) && values.pin == "1"', False),
    ],
)
def test_conditions_know_caller_dialled_language_and_values(expression: str, holds: bool) -> None:
    assert conditions.evaluate(expression, KNOWN) is holds


@pytest.mark.parametrize(
    "expression", ['values.pin != "1"', "int(caller + caller) > 1", 'caller.matches("(")']
)
def test_a_condition_that_cannot_be_decided_does_not_hold(expression: str) -> None:
    assert conditions.evaluate(expression, KNOWN) is False


@pytest.mark.parametrize(
    ("expression", "reason", "offset"),
    [
        ("caller == callr", "undeclared reference to 'callr'", 10),
        ("caller + 1", "found no matching overload for '_+_'", 7),
        ("caller", "the expression gives STRING, not true or false", 0),
        ("true &&\n callr == caller", "undeclared reference to 'callr'", 0),
        ("caller ==", "Syntax error", 9),
    ],
)
def test_an_expression_that_is_wrong_says_why_and_where(expression: str, reason: str, offset: int) -> None:
    with pytest.raises(ConditionError) as told:
        conditions.compile(expression)

    assert told.value.reason.startswith(reason)
    assert told.value.offset == offset
    assert str(told.value) == f"{told.value.reason} (at character {offset + 1})"


def test_an_explanation_shows_the_answer_and_what_it_was_made_of() -> None:
    expression = 'caller.startsWith("010") && language == "zh"'

    assert (
        conditions.explain(expression, KNOWN) == f"{expression} → True (caller='01012345678', language='zh')"
    )
    assert conditions.explain("1 < 2", KNOWN) == "1 < 2 → True"


def test_the_values_that_an_expression_asks_for_are_named_once_each() -> None:
    assert conditions.values_in("values.a == values.b || values.a == xvalues.c") == ("a", "b")


def test_conditions_know_who_withheld_his_number() -> None:
    assert conditions.evaluate("caller_withheld", replace(KNOWN, caller="", caller_withheld=True))


CUSTOMER = Customer(id="c1", name="王芳", tier="vip", tags=("投诉",), agent=AgentId("8001"), starred=True)
HISTORY = History(arrivals=(990_000.0, 500_000.0), last_agent=AgentId("8002"), last_outcome="answered")


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ('customer.tier == "vip" && customer.known && customer.starred', True),
        ('"投诉" in customer.tags && !("elderly" in tags)', True),
        ("contacts(24h) == 1 && contacts(7d) == 2", True),
        ('last_agent == "8002" && last_outcome == "answered"', True),
        ('customer.agent == last_agent || customer.language == "en"', False),
        ("open", True),
        ('priority > 4 && verified == "pin" && profile == "slow"', True),
    ],
)
def test_conditions_know_who_calls_and_what_was_before(expression: str, holds: bool) -> None:
    known = replace(
        KNOWN, customer=CUSTOMER, history=HISTORY, at=1_000_000.0, priority=5, verified="pin", profile="slow"
    )

    assert conditions.evaluate(expression, known) is holds


def test_nobody_known_has_no_tier_and_no_tags() -> None:
    assert conditions.evaluate('customer.tier == "" && size(customer.tags) == 0 && !customer.known', KNOWN)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("values.account", "880001"),
        ('"尊敬的" + caller', "尊敬的01012345678"),
        ("int(values.account) + 1", "880002"),
        ("1.0 / 4.0", "0.25"),
        ("values.pin", None),
    ],
)
def test_an_expression_may_give_a_text(expression: str, text: str | None) -> None:
    assert conditions.text_of(expression, KNOWN) == text


def test_an_expression_for_a_text_gives_no_list() -> None:
    with pytest.raises(ConditionError, match="not a text or a number"):
        conditions.compile_text("tags")


def test_only_some_conditions_need_to_know_who_calls() -> None:
    assert conditions.asks_who_calls('customer.tier == "vip"')
    assert conditions.asks_who_calls("contacts(7d) > 1")
    assert not conditions.asks_who_calls('caller == "1"')
