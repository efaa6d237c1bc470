"""Made-up callers: whom they are, where they come to, and what they find."""

import pytest

from ivr.dialplan.callers.steps import HangUp, Press, UntilAt
from ivr.rehearsal.hard import HardCallers
from ivr.rehearsal.report import rehearse_all, rehearse_written
from ivr.rehearsal.room import Room
from tests.rehearsal.examples import ROOM, edition

ACCOUNTS = """
start: account
nodes:
  account:
    type: collect
    prompt: {zh: 请输入账号。, en: Your account?}
    into: account
    least: 6
    most: 6
    next: whose
    no_input: goodbye
    no_match: goodbye
  whose: {type: branch, when: [{if: values.account.startsWith("88"), next: guest}], otherwise: goodbye}
  guest: {type: hang_up, prompt: {zh: 贵宾您好。, en: Dear guest.}}
  goodbye: {type: hang_up, prompt: {zh: 再见。, en: Goodbye.}}
"""


def test_every_node_is_found_and_every_caller_is_served() -> None:
    report = rehearse_all(edition(), ROOM)

    assert report.ok, report.failures[:1]
    assert report.unreached == ()
    assert report.made_up > 100


def test_what_a_condition_asks_for_is_typed() -> None:
    hard = HardCallers(edition(main=ACCOUNTS), ROOM)

    assert all(verdict.passed for verdict in hard.call())
    assert hard.unreached() == () or set(hard.unreached()) <= {("opinion", "solved"), ("opinion", "thanks")}
    assert ("main", "guest") in hard.reached


def test_somebody_hangs_up_says_nothing_and_presses_every_key_at_every_node_that_holds_him() -> None:
    steps = {verdict.steps for verdict in HardCallers(edition(), ROOM).call()}

    for node in ("main_menu", "repair", "goodbye"):
        there = [steps_of for steps_of in steps if UntilAt("main", node) in steps_of]
        last = {steps_of[-1] for steps_of in there}
        assert HangUp() in last
        assert UntilAt("main", node) in last
        assert {Press(key) for key in "0123456789*#"} <= last


def test_a_node_that_only_a_fault_of_the_code_spoils_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.dialplan.nodes.question.Question.silence", lambda *_: 1 / 0)

    report = rehearse_all(edition(), ROOM)

    assert not report.ok
    assert all("ZeroDivisionError" in verdict.faults[0].en for verdict in report.failed)


def test_the_callers_of_the_dialplan_lead_the_others_where_these_find_no_way() -> None:
    secret = ACCOUNTS.replace(
        'values.account.startsWith("88")', """'values.account.matches("^31415[0-9]$")'"""
    )
    alone = rehearse_all(edition(main=secret), ROOM)
    led = rehearse_all(edition('callers: [{name: {en: x}, steps: [{press: "314159"}]}]\n', secret), ROOM)

    assert ("main", "guest") in alone.unreached
    assert led.unreached == ()
    assert led.made_up > alone.made_up


def test_a_report_tells_who_failed_first_those_of_the_dialplans() -> None:
    callers = "callers: [{name: {en: lost}, reached: repair}, {name: {en: well}}]\n"

    report = rehearse_written(edition(callers), ROOM)

    assert [verdict.name.en for verdict in report.failures] == ["lost"]
    assert not report.ok
    told = report.told()
    assert (told.ok, told.written, told.made_up, told.failed) == (False, 2, 0, 1)
    assert [(one.name.en, one.outcome, one.seconds) for one in told.callers] == [
        ("lost", "nobody_free", 27.0),
        ("well", "nobody_free", 27.0),
    ]


def test_everybody_is_told_to_whoever_watches() -> None:
    seen = []

    report = rehearse_all(edition(), Room(seconds=ROOM.seconds, zone=ROOM.zone), seen.append)

    assert len(seen) == report.made_up
