"""Conditions: compiled at load, evaluated in a call, explained in a trace."""

import pytest
from msgspec.structs import replace

from ivr.dialplan import conditions
from ivr.dialplan.conditions import ConditionError, Known

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
