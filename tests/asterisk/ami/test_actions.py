"""Only our own actions go out, and a value stays inside its line."""

import pytest

from ivr.asterisk.ami.actions import Login, Ping, QueueAdd, QueueLog, wire
from ivr.asterisk.ami.errors import ActionNotAllowedError, BadFieldError


def test_an_action_is_spelled_as_asterisk_spells_it() -> None:
    assert wire(QueueLog("repair", "CONNECT", "a-1.2", "PJSIP/8001", "12|b|3")) == {
        "Action": "QueueLog",
        "Queue": "repair",
        "Event": "CONNECT",
        "Uniqueid": "a-1.2",
        "Interface": "PJSIP/8001",
        "Message": "12|b|3",
    }
    assert wire(Ping()) == {"Action": "Ping"}


@pytest.mark.parametrize("poison", ["x\r\nAction: Command\r\nCommand: core stop now", "x\ny", "x\ry", "x\0y"])
def test_a_line_break_in_a_value_is_refused(poison: str) -> None:
    with pytest.raises(BadFieldError, match="QueueAdd: field Interface contains a line break"):
        wire(QueueAdd("fallback", poison))


@pytest.mark.parametrize(("length", "fits"), [(993, True), (994, False)])
def test_a_line_that_asterisk_would_not_read_is_refused(length: int, fits: bool) -> None:
    action = QueueLog("q", "X", "u", "i", "m" * length)
    if fits:
        assert wire(action)["Message"] == "m" * length
    else:
        with pytest.raises(BadFieldError, match="field Message is longer than 1000 bytes"):
            wire(action)


def test_an_action_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ActionNotAllowedError, match="AMI str: not on the list"):
        wire("Originate")  # type: ignore[arg-type]


def test_a_secret_is_not_shown() -> None:
    assert "geheim" not in repr(Login("switchroom", "geheim", "on"))
