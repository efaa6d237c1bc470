"""Simulated callers as dialplans write them."""

import pytest

from ivr.dialplan.callers.caller import Caller
from ivr.dialplan.callers.staff import Answers, Declines
from ivr.dialplan.callers.steps import HangUp, Press, SayNothing, UntilAt, Wait, written
from ivr.dialplan.reference import explained
from tests.dialplan.examples import dialplan, faults

HEAD = "start: a\nnodes:\n  a: {type: hang_up}\ncallers:\n  - name: {zh: 报修}\n    "


def test_steps_and_staff_are_read() -> None:
    (caller,) = dialplan(
        HEAD + "steps: [{press: 12#}, say_nothing, {wait: 3}, hang_up]\n"
        "    agents: {8001: declines, 张伟: {after: 3, talks: 20}}\n"
    ).callers

    assert caller.acts() == (Press("12#"), SayNothing(), Wait(3.0), HangUp())
    assert caller.staff() == {"8001": Declines(), "张伟": Answers(3.0, 20.0)}
    assert dialplan(HEAD).callers[0].staff() is None


def test_a_step_is_told_as_it_is_written() -> None:
    steps = (Press("12#"), SayNothing(), Wait(3.0), HangUp(), UntilAt("main", "a"))

    assert [written(step) for step in steps] == [
        '{press: "12#"}',
        "say_nothing",
        "{wait: 3}",
        "hang_up",
        "# at a",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("steps: [sing]", '6:13: there is no step "sing"'),
        ("steps: [{press: a}]", '6:21: "a" cannot stand here'),
        ("steps: [{press: 1, wait: 2}]", "6:13: a step is one thing that the caller does"),
        ("at: yesterday", '6:9: "yesterday" is no date with a time'),
        ("at: 2026-02-30 10:00", '6:9: "2026-02-30 10:00" is no date with a time'),
        ("agents: {8001: sleeps}", '6:14: "sleeps" cannot stand here'),
        ("reached: {nod: a}", '6:15: there is no "nod" here'),
        ("within: 0", "6:13: 0 is too small"),
        ("from: somebody", '6:11: "somebody" cannot stand here'),
    ],
)
def test_what_cannot_be_is_told_with_its_place(line: str, fault: str) -> None:
    assert faults(HEAD + line + "\n") == [fault]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_of_a_caller_is_explained_in_both_languages(language: str) -> None:
    page = explained(Caller, language)

    assert all(f"`{field.alias or name}`" in page for name, field in Caller.model_fields.items())
