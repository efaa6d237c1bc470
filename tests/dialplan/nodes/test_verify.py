"""The node verify: the caller proves who he is, and no digit of it passes through here."""

import pytest
from msgspec.structs import replace

from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.step import End, Facts
from ivr.telephony.commands import CheckSecret, CollectSecret, ForgetSecret, SendCode, StartMusic
from ivr.telephony.customers import Customer
from ivr.telephony.events import (
    CommandFailed,
    CustomerFound,
    Event,
    Notified,
    NotifyFailed,
    SecretBegun,
    SecretChecked,
    SecretCollected,
)
from ivr.telephony.ids import SecretHandle, effect_of, secret_of
from tests.dialplan.examples import (
    CHANNEL,
    CONTACT,
    FACTS,
    dialplan,
    faults,
    finished,
    play,
    pressed,
    resynced,
    stop,
    timed_out,
    walk,
)

ENDS = """
  in: {type: hang_up, outcome: proven}
  wrong: {type: hang_up, outcome: wrong}
  silent: {type: hang_up, outcome: silent}
  broken: {type: hang_up, outcome: broken}
"""
PIN = f"""start: prove
nodes:
  prove:
    type: verify
    by: pin
    service: bank
    prompt: {{zh: 请输入密码。}}
    no_match_prompt: {{zh: 密码不对。}}
    digits: 4
    tries: 2
    next: in
    no_match: wrong
    no_input: silent
    failure: broken{ENDS}"""
CODE = PIN.replace("by: pin", "by: code").replace(
    "service: bank", "service: sms\n    text:\n      zh: 验证码 {code}。"
)
CALLER = f"""start: prove
nodes:
  prove: {{type: verify, by: caller, next: in, no_match: wrong}}{ENDS}"""
KNOWN = replace(FACTS, customer=Customer(id="K-7"))
FIRST, SECOND = secret_of(CONTACT, 1), secret_of(CONTACT, 2)


def begun(handle: SecretHandle = FIRST, at: float = 103.0) -> SecretBegun:
    return SecretBegun(contact=CONTACT, at=at, handle=handle)


def collected(handle: SecretHandle = FIRST, length: int = 4, at: float = 104.0) -> SecretCollected:
    return SecretCollected(contact=CONTACT, at=at, handle=handle, length=length)


def checked(ok: bool, handle: SecretHandle = FIRST, at: float = 104.1) -> SecretChecked:
    return SecretChecked(contact=CONTACT, at=at, handle=handle, ok=ok)


def pin() -> Dialplan:
    return dialplan(PIN)


def check(handle: SecretHandle = FIRST, against: str = "service") -> CheckSecret:
    return CheckSecret(handle, against, "bank" if against == "service" else "sms", "K-7")


def outcome(text: str, *events: Event, facts: Facts = KNOWN) -> str:
    handover = walk(dialplan(text), *events, facts=facts).handover
    assert isinstance(handover, End), handover
    return handover.outcome


def test_keys_are_kept_from_us_before_the_question_is_heard() -> None:
    step = walk(pin(), facts=KNOWN)
    assert step.commands == (CollectSecret(FIRST, CHANNEL, 4), play(1, "请输入密码。"))
    assert walk(pin(), pressed("7"), facts=KNOWN).position.digits == ""


def test_a_right_secret_is_a_verdict_that_stays_and_keys_mean_something_again() -> None:
    typing = walk(pin(), begun(), facts=KNOWN)
    assert typing.commands == (stop(1),)
    checking = walk(pin(), begun(), collected(), facts=KNOWN)
    assert checking.commands == (check(),)
    proven = walk(pin(), begun(), collected(), checked(True), facts=KNOWN)
    assert proven.commands == (ForgetSecret(FIRST),)
    assert (proven.handover, proven.position.verified) == (End(outcome="proven"), "pin")


def test_a_wrong_secret_is_asked_for_again_and_the_last_one_leads_out() -> None:
    wrong = (begun(), collected(), checked(False))
    again = walk(pin(), *wrong, facts=KNOWN)
    assert again.commands == (
        ForgetSecret(FIRST),
        CollectSecret(SECOND, CHANNEL, 4),
        play(2, "密码不对。", "请输入密码。"),
    )
    assert outcome(PIN, *wrong, begun(SECOND), collected(SECOND), checked(False, SECOND)) == "wrong"
    assert outcome(PIN, *wrong, begun(SECOND), collected(SECOND), checked(True, SECOND)) == "proven"


def test_silence_is_asked_again_and_then_leads_out() -> None:
    asked = walk(pin(), finished(1, 105.0), facts=KNOWN)
    assert asked.position.until == 113.0
    silent = (finished(1, 105.0), timed_out(113.0), finished(2, 115.0), timed_out(123.0))
    assert outcome(PIN, *silent) == "silent"
    assert outcome(PIN, collected(length=0), collected(SECOND, length=0)) == "silent"


def test_who_stops_in_the_middle_is_checked_with_what_he_typed() -> None:
    assert walk(pin(), begun(), timed_out(118.0), facts=KNOWN).commands == (check(),)


def test_a_check_that_takes_long_is_comforted_and_one_that_fails_is_no_wrong_secret() -> None:
    slow = walk(pin(), begun(), collected(), timed_out(105.0), facts=KNOWN)
    assert slow.commands == (play(2, "请稍候。"),)
    music = walk(pin(), begun(), collected(), timed_out(105.0), finished(2, 106.0), facts=KNOWN)
    assert music.commands == (StartMusic(CHANNEL, "default"),)
    failed = CommandFailed(contact=CONTACT, at=106.5, command="CheckSecret", about=FIRST, reason="500")
    assert outcome(PIN, begun(), collected(), failed) == "broken"


def test_a_verdict_of_an_earlier_secret_is_no_verdict() -> None:
    wrong = (begun(), collected(), checked(False))
    assert walk(pin(), *wrong, checked(True, FIRST, 105.0), facts=KNOWN).handover is None


def test_nobody_known_has_no_secret() -> None:
    assert outcome(PIN, facts=FACTS) == "wrong"


def test_it_waits_to_be_told_who_calls() -> None:
    due = replace(FACTS, customer_due=100.3)
    waiting = walk(pin(), facts=due)
    assert (waiting.commands, waiting.position.awaiting) == ((), effect_of(CONTACT, 0))
    assert outcome(PIN, timed_out(100.3), facts=due) == "wrong"
    found = CustomerFound(contact=CONTACT, at=100.2, key=effect_of(CONTACT, 0))
    assert outcome(PIN, found, facts=due) == "wrong"


def test_after_an_absence_the_secret_is_asked_for_anew() -> None:
    step = walk(pin(), begun(), collected(), resynced(), facts=KNOWN)
    assert step.commands == (CollectSecret(SECOND, CHANNEL, 4), play(2, "请输入密码。"))


def test_a_code_is_sent_to_the_callers_number_and_then_asked_for() -> None:
    plan, key = dialplan(CODE), effect_of(CONTACT, 1)
    sending = walk(plan, facts=KNOWN)
    assert sending.commands == (SendCode(key, "sms", "01012345678", "验证码 {code}。", 4, 300.0),)
    sent = Notified(contact=CONTACT, at=100.4, key=key)
    asking = walk(plan, sent, facts=KNOWN)
    assert asking.commands == (CollectSecret(SECOND, CHANNEL, 4), play(1, "请输入密码。"))
    checking = walk(plan, sent, begun(SECOND), collected(SECOND), facts=KNOWN)
    assert checking.commands == (check(SECOND, "code"),)
    proven = walk(plan, sent, begun(SECOND), collected(SECOND), checked(True, SECOND), facts=KNOWN)
    assert proven.position.verified == "code"


def test_a_code_that_cannot_be_sent_is_a_failure() -> None:
    failed = NotifyFailed(contact=CONTACT, at=100.4, key=effect_of(CONTACT, 1), reason="500")
    assert outcome(CODE, failed) == "broken"
    assert outcome(CODE, facts=replace(KNOWN, caller="")) == "broken"


@pytest.mark.parametrize(("facts", "ends"), [(KNOWN, "proven"), (FACTS, "wrong")])
def test_by_the_number_alone_who_is_known_is_proven(facts: Facts, ends: str) -> None:
    assert outcome(CALLER, facts=facts) == ends


def test_by_the_number_he_must_be_the_one_of_the_account() -> None:
    text = CALLER.replace("by: caller,", 'by: caller, account: "{dialled}",')
    assert outcome(text) == "wrong"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (PIN.replace("    failure: broken", ""), "by pin lacks failure"),
        (PIN.replace("    prompt: {zh: 请输入密码。}\n", ""), "by pin lacks prompt"),
        (CODE.replace("    text:\n      zh: 验证码 {code}。\n", ""), "by code lacks text"),
        (CODE.replace("{code}", ""), "text does not say {code}"),
    ],
)
def test_what_a_method_lacks_is_told(text: str, what: str) -> None:
    assert any(what in fault for fault in faults(text)), faults(text)
