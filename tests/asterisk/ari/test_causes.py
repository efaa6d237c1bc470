"""Causes between Q.850, SIP and the house."""

import pytest

from ivr.asterisk.ari.causes import cause_of, q850
from ivr.telephony.causes import Cause


@pytest.mark.parametrize(
    ("code", "sip", "cause"),
    [
        (17, 486, Cause.BUSY),
        (17, 600, Cause.BUSY),
        (21, 603, Cause.DECLINED),
        (19, 480, Cause.UNREACHABLE),
        (127, 487, Cause.NO_ANSWER),
        (1, 404, Cause.UNREACHABLE),
        (18, 408, Cause.UNREACHABLE),
        (58, 488, Cause.FAILED),
        (38, 500, Cause.FAILED),
        (16, None, Cause.NORMAL),
        (0, None, Cause.NORMAL),
        (19, None, Cause.NO_ANSWER),
        (20, None, Cause.UNREACHABLE),
        (3, None, Cause.UNREACHABLE),
        (999, None, Cause.FAILED),
    ],
)
def test_the_sip_status_counts_first_and_the_code_where_there_is_none(
    code: int, sip: int | None, cause: Cause
) -> None:
    assert cause_of(code, sip) is cause


@pytest.mark.parametrize("cause", [one for one in Cause if one is not Cause.GONE])
def test_a_cause_that_we_give_is_the_cause_that_is_understood(cause: Cause) -> None:
    assert cause_of(q850(cause), None) is cause
