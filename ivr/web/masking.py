"""Masking: callers' numbers for those who may not see them."""

from typing import TypeVar

from ivr.web.port import ContactView, LiveContactView

_WithCaller = TypeVar("_WithCaller", ContactView, LiveContactView)


def masked(number: str) -> str:
    """The number with its middle hidden; short ones wholly.

    >>> masked("13812348000")
    '138****8000'
    """
    if len(number) < 8:
        return "*" * len(number)
    head, tail = (3, 4) if len(number) >= 11 else (2, 2)
    return f"{number[:head]}{'*' * (len(number) - head - tail)}{number[-tail:]}"


def for_reader(view: _WithCaller, may_see: bool) -> _WithCaller:
    """The view with its caller's number as the reader may see it."""
    if may_see:
        return view
    return view.model_copy(update={"caller": masked(view.caller), "caller_raw": masked(view.caller_raw)})
