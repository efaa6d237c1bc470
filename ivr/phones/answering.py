"""Agents' telephones with a behaviour: they answer, refuse or let it ring, and count what came of it."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import msgspec

from ivr.phones import happenings as h
from ivr.phones.errors import CallOverError, NothingHappenedError, OrderRefusedError
from ivr.phones.phone import Phone
from ivr.phones.steps import Step, take

_FOR_EVER = 10 * 365 * 86400.0


class Answers(msgspec.Struct, frozen=True, tag=True):
    """Picks up ``after`` seconds, does the steps, talks ``talks`` seconds in all and hangs up.

    ``talks`` None: stays until the other side hangs up.  ``say`` is a WAV file played over and over.
    """

    after: float = 0.0
    talks: float | None = None
    say: str = ""
    steps: tuple[Step, ...] = ()


class NeverAnswers(msgspec.Struct, frozen=True, tag=True):
    """Lets it ring until the caller gives up."""


class Refuses(msgspec.Struct, frozen=True, tag=True):
    """Refuses with a SIP code ``after`` seconds of ringing."""

    code: int = 486
    after: float = 0.0


Behaviour = Answers | NeverAnswers | Refuses


@dataclass
class Tally:
    """How often each thing happened.  ``overlapping``: calls that came while another was going on."""

    rang: int = 0
    answered: int = 0
    missed: int = 0
    refused: int = 0
    transferred: int = 0
    hung_up_by_us: int = 0
    hung_up_by_them: int = 0
    overlapping: int = 0
    unfinished_steps: int = 0
    talk_seconds: float = 0.0


async def run_agent_phone(
    phone: Phone, behaviours: tuple[Behaviour, ...], tally: Tally, calls: int | None = None
) -> None:
    """Serve the calls that come to a telephone, until cancelled or until ``calls`` have come.

    The first call meets the first behaviour and so on; the last behaviour stays.  ``tally`` is kept up to
    date all the time, so it is right after a cancellation too.
    """
    served = 0
    while calls is None or served < calls:
        incoming = await phone.wait_for(h.Incoming, within=_FOR_EVER)
        tally.rang += 1
        tally.overlapping += _overlaps(phone, incoming)
        await _serve(phone, behaviours[min(served, len(behaviours) - 1)], tally)
        served += 1


async def _serve(phone: Phone, behaviour: Behaviour, tally: Tally) -> None:
    match behaviour:
        case Answers():
            await _answer(phone, behaviour, tally)
        case NeverAnswers():
            await phone.wait_for(h.Ended, within=_FOR_EVER)
            tally.missed += 1
        case Refuses():
            await _refuse(phone, behaviour, tally)
        case _:
            assert_never(behaviour)


async def _refuse(phone: Phone, behaviour: Refuses, tally: Tally) -> None:
    try:
        await phone.lasts(behaviour.after)
        await phone.refuse(behaviour.code)
        ended = await phone.wait_for(h.Ended, within=5.0)
    except (CallOverError, OrderRefusedError):
        tally.missed += 1
        return
    if ended.code == behaviour.code:
        tally.refused += 1
    else:
        tally.missed += 1


async def _answer(phone: Phone, behaviour: Answers, tally: Tally) -> None:
    try:
        await phone.lasts(behaviour.after)
        answered = await phone.answer()
    except (CallOverError, OrderRefusedError):
        tally.missed += 1
        return
    tally.answered += 1
    try:
        await _talk(phone, behaviour, answered.at)
    except CallOverError:
        if _was_transferred(phone):
            tally.transferred += 1
        else:
            tally.hung_up_by_them += 1
    except (NothingHappenedError, OrderRefusedError):
        tally.unfinished_steps += 1
    else:
        tally.hung_up_by_us += 1
    ended = await phone.hang_up()
    tally.talk_seconds += ended.at - answered.at


async def _talk(phone: Phone, behaviour: Answers, answered_at: float) -> None:
    if behaviour.say:
        await phone.say(Path(behaviour.say), loop=True)
    await take(phone, behaviour.steps)
    until = answered_at + (_FOR_EVER if behaviour.talks is None else behaviour.talks)
    await phone.lasts(max(0.0, until - time.time()))


def _was_transferred(phone: Phone) -> bool:
    return any(
        isinstance(event, h.TransferNews)
        and event.call == phone.current
        and event.final
        and 200 <= event.code < 300
        for event in phone.happened
    )


def _overlaps(phone: Phone, incoming: h.Incoming) -> bool:
    """Whether another call was going on when this one came."""
    earlier = {event.call for event in phone.happened if isinstance(event, h.Incoming | h.Calling)}
    over = {event.call for event in phone.happened if isinstance(event, h.Ended) and event.at <= incoming.at}
    return any(call < incoming.call for call in earlier - over)
