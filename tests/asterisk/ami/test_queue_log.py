"""Lines of queue_log look as if Asterisk's own queues had written them."""

import pytest

from ivr.asterisk.ami import queue_log as ql

CALL = "switchroom-1700000000.7"


def as_written(happening: ql.Happening) -> list[str]:
    """The lines as they stand in the file, without the time before them."""
    return [
        f"{line.uniqueid}|{line.queue}|{line.interface}|{line.event}|{line.message}"
        for line in ql.lines_for(happening)
    ]


@pytest.mark.parametrize(
    ("happening", "lines"),
    [
        (
            ql.CallEntered("repair", CALL, "13800138000", 3),
            [f"{CALL}|repair|NONE|ENTERQUEUE||13800138000|3"],
        ),
        (
            ql.CallConnected("repair", CALL, "8001", 12.9, "switchroom-1700000000-7.agent.1", 3.2),
            [f"{CALL}|repair|PJSIP/8001|CONNECT|12|switchroom-1700000000-7.agent.1|3"],
        ),
        (
            ql.CallCompleted("repair", CALL, "8001", 12.9, 61.2, 3, by_agent=True),
            [f"{CALL}|repair|PJSIP/8001|COMPLETEAGENT|12|61|3"],
        ),
        (
            ql.CallCompleted("repair", CALL, "8001", 12.9, 61.2, 3, by_agent=False),
            [f"{CALL}|repair|PJSIP/8001|COMPLETECALLER|12|61|3"],
        ),
        (
            ql.CallTransferred("repair", CALL, "8001", "4002", "from-agents", 12.9, 61.2, 3),
            [f"{CALL}|repair|PJSIP/8001|BLINDTRANSFER|4002|from-agents|12|61|3"],
        ),
        (ql.CallAbandoned("repair", CALL, 2, 3, 41.0), [f"{CALL}|repair|NONE|ABANDON|2|3|41"]),
        (ql.CallTimedOut("repair", CALL, 1, 3, 600.4), [f"{CALL}|repair|NONE|EXITWITHTIMEOUT|1|3|600"]),
        (ql.AgentMissed("repair", CALL, "8001", 15.02), [f"{CALL}|repair|PJSIP/8001|RINGNOANSWER|15020"]),
        (
            ql.AgentSignedIn("8001", ("repair", "vip")),
            [
                "NONE|NONE|PJSIP/8001|AGENTLOGIN|PJSIP/8001",
                "NONE|repair|PJSIP/8001|ADDMEMBER|",
                "NONE|vip|PJSIP/8001|ADDMEMBER|",
            ],
        ),
        (
            ql.AgentSignedOut("8001", ("repair",), 3600.5),
            [
                "NONE|repair|PJSIP/8001|REMOVEMEMBER|",
                "NONE|NONE|PJSIP/8001|AGENTLOGOFF|PJSIP/8001|3600",
            ],
        ),
        (
            ql.AgentPaused("8001", ("repair",), "lunch"),
            ["NONE|repair|PJSIP/8001|PAUSE|lunch", "NONE|NONE|PJSIP/8001|PAUSEALL|lunch"],
        ),
        (
            ql.AgentUnpaused("8001", ("repair",)),
            ["NONE|repair|PJSIP/8001|UNPAUSE|", "NONE|NONE|PJSIP/8001|UNPAUSEALL|"],
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, list) else "",
)
def test_each_happening_has_its_lines(happening: ql.Happening, lines: list[str]) -> None:
    assert as_written(happening) == lines


def test_a_caller_cannot_forge_fields_or_lines() -> None:
    hostile = ql.CallEntered("repair", CALL, "1|2\r\n9|x|COMPLETEAGENT", 1)
    assert as_written(hostile) == [f"{CALL}|repair|NONE|ENTERQUEUE||1 2  9 x COMPLETEAGENT|1"]


def test_what_is_missing_is_called_none() -> None:
    assert as_written(ql.CallAbandoned("", "", 1, 1, 2)) == ["NONE|NONE|NONE|ABANDON|1|1|2"]


def test_an_endless_number_is_cut() -> None:
    (line,) = ql.lines_for(ql.CallEntered("repair", CALL, "9" * 5000, 1))
    assert line.message == "|" + "9" * 80 + "|1"
