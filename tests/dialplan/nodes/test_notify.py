"""The node notify: a message is sent, and the call goes on at once."""

from msgspec.structs import replace

from ivr.dialplan.step import End
from ivr.telephony.commands import Notify
from ivr.telephony.customers import Customer
from ivr.telephony.ids import effect_of
from tests.dialplan.examples import CONTACT, FACTS, dialplan, faults, timed_out, walk

TEXT = """start: tell
nodes:
  tell:
    type: notify
    service: sms
    text:
      zh: 您好，来电 {caller} 已登记。
      en: Your call from {caller} is noted.
    next: bye
    failure: sorry
  bye: {type: hang_up}
  sorry: {type: hang_up, outcome: nobody_told}
"""
PLAN = dialplan(TEXT)


def test_the_message_is_sent_in_the_callers_language_and_the_call_goes_on() -> None:
    step = walk(PLAN)
    assert step.commands == (
        Notify(effect_of(CONTACT, 1), "sms", "01012345678", "您好，来电 01012345678 已登记。"),
    )
    assert step.handover == End(outcome="completed")
    assert step.position.effects == 1
    (english,) = walk(PLAN, facts=replace(FACTS, language="en")).commands
    assert isinstance(english, Notify)
    assert english.text == "Your call from 01012345678 is noted."


def test_who_withheld_his_number_is_told_nothing_and_leaves_by_failure() -> None:
    step = walk(PLAN, facts=replace(FACTS, caller=""))
    assert (step.commands, step.handover) == ((), End(outcome="nobody_told"))


def test_without_a_failure_exit_it_goes_on_all_the_same() -> None:
    plan = dialplan(TEXT.replace("    failure: sorry\n", ""))
    assert walk(plan, facts=replace(FACTS, caller="")).handover == End(outcome="completed")


def test_a_message_to_a_customer_waits_until_he_is_known() -> None:
    plan = dialplan(TEXT.replace("{caller} 已", "{customer.name} 已"))
    due = replace(FACTS, customer_due=100.3)
    assert walk(plan, facts=due).commands == ()
    assert walk(plan, timed_out(100.3), facts=due).handover == End(outcome="nobody_told")
    known = replace(FACTS, customer=Customer(id="K-7", name="王芳"))
    (sent,) = walk(plan, facts=known).commands
    assert isinstance(sent, Notify)
    assert "王芳" in sent.text


def test_something_unknown_in_the_text_is_told() -> None:
    (told,) = faults(TEXT.replace("{caller} 已", "{name} 已"))
    assert "nothing is known as {name}" in told
