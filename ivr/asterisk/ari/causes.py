"""Causes: between the codes of Q.850 and SIP and the words of the house."""

from ivr.telephony.causes import Cause

_BY_SIP: dict[int, Cause] = {
    404: Cause.UNREACHABLE,
    408: Cause.UNREACHABLE,
    410: Cause.UNREACHABLE,
    480: Cause.UNREACHABLE,
    486: Cause.BUSY,
    487: Cause.NO_ANSWER,
    503: Cause.UNREACHABLE,
    600: Cause.BUSY,
    603: Cause.DECLINED,
    604: Cause.UNREACHABLE,
    607: Cause.DECLINED,
    608: Cause.DECLINED,
}

_BY_Q850: dict[int, Cause] = {
    0: Cause.NORMAL,
    1: Cause.UNREACHABLE,
    2: Cause.UNREACHABLE,
    3: Cause.UNREACHABLE,
    16: Cause.NORMAL,
    17: Cause.BUSY,
    18: Cause.NO_ANSWER,
    19: Cause.NO_ANSWER,
    20: Cause.UNREACHABLE,
    21: Cause.DECLINED,
    22: Cause.UNREACHABLE,
    26: Cause.GONE,
    27: Cause.UNREACHABLE,
    28: Cause.UNREACHABLE,
    31: Cause.NORMAL,
    32: Cause.NORMAL,
}

_TO_Q850: dict[Cause, int] = {
    Cause.NORMAL: 16,
    Cause.BUSY: 17,
    Cause.DECLINED: 21,
    Cause.NO_ANSWER: 19,
    Cause.UNREACHABLE: 20,
    Cause.GONE: 16,
    Cause.FAILED: 38,
}


def cause_of(code: int, sip: int | None) -> Cause:
    """The cause of an ended channel, from its Q.850 code and the SIP status where Asterisk gives one.

    The SIP status says more: Asterisk calls a telephone that is away (480) and one that nobody picks up
    both 19.  It also reports 480 when its own ring time-out ends a leg, which the core's comes before.
    """
    if sip is not None and sip in _BY_SIP:
        return _BY_SIP[sip]
    return _BY_Q850.get(code, Cause.FAILED)


def q850(cause: Cause) -> int:
    """The Q.850 code with which a channel is ended for a cause."""
    return _TO_Q850[cause]
