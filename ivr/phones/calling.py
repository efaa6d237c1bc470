"""Scripted callers: call a number, do the steps, and report what became of it."""

import contextlib
import time
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from ivr.phones import happenings as h
from ivr.phones.errors import CallOverError, NothingHappenedError
from ivr.phones.phone import Phone
from ivr.phones.steps import Step, take

_RECORDED_SECONDS = 2.0

Kind = TypeVar("Kind", bound=h.OfCall)


class CallReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a scripted call.

    ``code`` and ``reason`` are SIP's, 200 for an answered call that was hung up.  ``whole`` is whether it
    was answered and every step was done.  ``heard`` is the WAV file of what was heard, or empty.
    """

    number: str
    began_at: float
    answered: bool
    whole: bool
    code: int
    reason: str
    problem: str = ""
    ended_by_us: bool = False
    ring_seconds: float
    talk_seconds: float
    digits_heard: str = ""
    heard: str = ""
    packets_heard: int = 0
    packets_lost: int = 0


async def make_call(
    phone: Phone, number: str, steps: Sequence[Step], answer_within: float = 60.0
) -> CallReport:
    """Call a number, do the steps once it answers, hang up, and report.

    The steps begin when the call is answered.  Raises ``PhoneError`` only for faults of the telephone
    itself; a call that is refused, not answered or ended early is a report with ``whole`` false.
    """
    await phone.call(number)
    problem = ""
    try:
        await phone.wait_for(h.Answered, within=answer_within)
        await take(phone, steps)
    except (CallOverError, NothingHappenedError) as error:
        problem = str(error)
    by_us = phone.ended() is None
    ended = await phone.hang_up()
    if phone.spec.heard and _first(phone, h.RecordingBegan):
        with contextlib.suppress(NothingHappenedError):
            await phone.wait_for(h.Recorded, within=_RECORDED_SECONDS)
    return _report(phone, number, ended, problem, by_us)


def _report(phone: Phone, number: str, ended: h.Ended, problem: str, by_us: bool) -> CallReport:
    began, answered = _first(phone, h.Calling), _first(phone, h.Answered)
    began_at = began.at if began else time.time()
    digits = (event.digit for event in _of_call(phone) if isinstance(event, h.DigitHeard))
    return CallReport(
        number=number,
        began_at=began_at,
        answered=answered is not None,
        whole=not problem,
        code=ended.code,
        reason=ended.reason,
        problem=problem,
        ended_by_us=by_us,
        ring_seconds=(answered.at if answered else ended.at) - began_at,
        talk_seconds=ended.at - answered.at if answered else 0.0,
        digits_heard="".join(digits),
        heard=str(phone.heard) if _first(phone, h.RecordingBegan) else "",
        packets_heard=ended.packets_heard,
        packets_lost=ended.packets_lost,
    )


def _of_call(phone: Phone) -> list[h.OfCall]:
    return [event for event in phone.happened if isinstance(event, h.OfCall) and event.call == phone.current]


def _first(phone: Phone, kind: type[Kind]) -> Kind | None:
    return next((event for event in _of_call(phone) if isinstance(event, kind)), None)
