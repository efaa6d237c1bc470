"""Old queue_log files: each call becomes its record, and nothing that is not known stops the reading."""

import pytest

from ivr.dialplan.messages import Message
from ivr.storage.queue_log.importing import Reading
from ivr.storage.queue_log.lines import line_in
from ivr.storage.values import MissedRow, TalkRow, WaitRow

LOG = """\
1500000000|NONE|NONE|NONE|QUEUESTART|
1500000001|NONE|repair|PJSIP/8001|ADDMEMBER|
1500000010|1500000010.7|repair|NONE|ENTERQUEUE||13800138000|1
1500000012|1500000010.7|repair|SIP/8001|RINGNOANSWER|2500
1500000015|1500000010.7|repair|Local/8002@agents/n|CONNECT|5|1500000013.8|2
1500000016|1500000010.7|repair|Local/8002@agents/n|INFO|hold
1500000020|1500000020.1|repair|NONE|ENTERQUEUE||withheld|1
1500000035|1500000020.1|repair|NONE|ABANDON|1|1|15
1500000045|1500000010.7|repair|Local/8002@agents/n|COMPLETEAGENT|5|30|1
1500000050|1500000050.2|billing|NONE|ENTERQUEUE||10086|1
1500000110|1500000050.2|billing|NONE|EXITWITHTIMEOUT|1|1|60
1500000111|1500000111.3|billing|NONE|ENTERQUEUE||10086|1
"""


def reading(text: str) -> Reading:
    made = Reading(lambda number: number if number.isdigit() else "")
    assert sum(made.read(line.encode() for line in text.splitlines(keepends=True))) == len(text.encode())
    return made


def test_a_call_that_was_answered_has_its_wait_its_talk_and_whoever_missed_it() -> None:
    one, *_ = reading(LOG).finished()
    record = one.record
    assert (record.contact, record.caller, record.queue, record.agent) == (
        "imported-1500000010-7",
        "13800138000",
        "repair",
        "8002",
    )
    assert (record.arrived_at, record.ended_at) == (1500000010.0, 1500000045.0)
    assert (record.wait_seconds, record.talk_seconds, record.outcome) == (5.0, 30.0, "answered")
    assert record.dialplan_version == "imported"
    missed, wait, talk = one.stretches
    assert isinstance(missed, MissedRow)
    assert (missed.agent, missed.rang_seconds, missed.at) == ("8001", 2.5, 1500000012.0)
    assert isinstance(wait, WaitRow)
    assert (wait.end, wait.agent, wait.until) == ("answered", "8002", 1500000015.0)
    assert isinstance(talk, TalkRow)
    assert (talk.agent, talk.since, talk.until) == ("8002", 1500000015.0, 1500000045.0)


def test_who_gave_up_and_who_was_sent_away_are_told_apart() -> None:
    _, left, timed_out = reading(LOG).finished()
    assert (left.record.outcome, left.record.caller, left.record.wait_seconds) == ("left_in_queue", "", 15.0)
    assert (timed_out.record.outcome, timed_out.record.queue) == ("timed_out", "billing")


def test_what_is_unknown_is_passed_over_and_counted_and_what_is_not_over_is_left() -> None:
    read = reading(LOG)
    assert read.unknown == {"INFO": 1}
    assert read.besides == {"QUEUESTART": 1, "ADDMEMBER": 1}
    assert read.unfinished() == 1
    assert read.wrong == []


def test_a_call_that_was_sent_on_has_two_waits_and_two_talks() -> None:
    read = reading(
        "1|9.1|repair|NONE|ENTERQUEUE||1|1\n"
        "3|9.1|repair|SIP/8001|CONNECT|2|x|1\n"
        "9|9.1|repair|SIP/8001|BLINDTRANSFER|7002|from-internal|2|6|1\n"
        "9|9.1|billing|NONE|ENTERQUEUE||1|1\n"
        "12|9.1|billing|Anna Smith|CONNECT|3|x|1\n"
        "20|9.1|billing|Anna Smith|COMPLETECALLER|3|8|1\n"
    )
    (call,) = read.finished()
    assert (call.record.agent, call.record.talk_seconds, call.record.wait_seconds) == (
        "Anna Smith",
        14.0,
        5.0,
    )
    assert len({stretch.place for stretch in call.stretches if isinstance(stretch, WaitRow)}) == 2
    assert len({stretch.leg for stretch in call.stretches if isinstance(stretch, TalkRow)}) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [("15|a|b", "3 fields, at least 5"), ("noon|1.1|q|NONE|ABANDON|1|1|1", "“noon” is no time")],
)
def test_a_line_that_is_none_is_told_by_its_number(text: str, said: str) -> None:
    wrong = line_in(text)
    assert isinstance(wrong, Message)
    assert said in wrong.en
    read = reading(LOG + text + "\n")
    assert [number for number, _ in read.wrong] == [13]
    assert len(list(read.finished())) == 3
