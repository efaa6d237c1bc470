"""Causes: why a leg ended or never began, in the words of the house."""

from enum import StrEnum


class Cause(StrEnum):
    """Why a channel ended.  The adapter maps Q.850 and SIP codes to these."""

    NORMAL = "normal"
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    GONE = "gone"
    FAILED = "failed"
