"""Outcomes: how a contact ended, in one word."""

from enum import StrEnum


class Outcome(StrEnum):
    """The outcomes that the house gives.  A ``hang_up`` node may name others."""

    ANSWERED = "answered"
    LEFT_IN_MENU = "left_in_menu"
    LEFT_IN_QUEUE = "left_in_queue"
    TRANSFERRED = "transferred"
    LEFT_IN_TRANSFER = "left_in_transfer"
    UNKNOWN_NUMBER = "unknown_number"
    FEATURE_CODE = "feature_code"
    INTERNAL = "internal"
    FALLBACK = "fallback"
