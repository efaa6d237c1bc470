"""Steps: what a scripted telephone does in a call, one after the other."""

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

import msgspec

from ivr.phones import happenings as h
from ivr.phones.errors import CallOverError, NothingHappenedError
from ivr.phones.orders import HangUp, Hold, Press, Retrieve, Say, Transfer
from ivr.phones.phone import Phone

_HOLD_SECONDS = 5.0
_TRANSFER_SECONDS = 60.0
_SAY_SECONDS = 600.0
_SOUND_SECONDS = 30.0
_PROMPT_SECONDS = 300.0


class Wait(msgspec.Struct, frozen=True, tag=True):
    """Do nothing for that many seconds."""

    seconds: float


class UntilQuiet(msgspec.Struct, frozen=True, tag=True):
    """Wait until something is heard, and then nothing for that many seconds: until a prompt is over."""

    seconds: float


class UntilSound(msgspec.Struct, frozen=True, tag=True):
    """Wait until something is heard."""


class Stay(msgspec.Struct, frozen=True, tag=True):
    """Stay on the line until the other side hangs up, that many seconds at most."""

    seconds: float


Step = Press | Say | Hold | Retrieve | Transfer | HangUp | Wait | UntilQuiet | UntilSound | Stay


async def take(phone: Phone, steps: Sequence[Step]) -> None:
    """Do the steps in the current call of a telephone, which is answered.

    Raises ``CallOverError`` when the other side hangs up before the last one (except in ``Stay``), and
    ``NothingHappenedError`` when a hold, a transfer or a sound does not come about.
    """
    for step in steps:
        await _take_one(phone, step)


async def _take_one(phone: Phone, step: Step) -> None:
    match step:
        case Press():
            await phone.press(step.digits, step.by_info)
        case Say():
            await phone.say(Path(step.path), step.loop)
            if not step.loop:
                await phone.wait_for(h.SaidAll, within=_SAY_SECONDS)
        case Wait():
            await phone.lasts(step.seconds)
        case UntilQuiet():
            await until_quiet(phone, step.seconds)
        case UntilSound():
            await _until_sound(phone)
        case Hold():
            await phone.hold()
            await phone.wait_for(h.Held, within=_HOLD_SECONDS, where=lambda held: held.by_us)
        case Retrieve():
            phone.forget(h.MediaActive)
            await phone.retrieve()
            await phone.wait_for(h.MediaActive, within=_HOLD_SECONDS)
        case Transfer():
            await _transfer(phone, step.target)
        case Stay():
            await stay(phone, step.seconds)
        case HangUp():
            await phone.hang_up()
        case _:
            assert_never(step)


async def until_quiet(phone: Phone, seconds: float) -> None:
    """Wait for sound, if there is none now, and then for that many seconds without any."""
    phone.forget(h.SoundBegan, h.SoundEnded)
    if not phone.hears_sound():
        await phone.wait_for(h.SoundBegan, _SOUND_SECONDS)
    while True:
        ended = await phone.wait_for(h.SoundEnded, _PROMPT_SECONDS)
        try:
            await phone.wait_for(h.SoundBegan, within=max(0.0, ended.at + seconds - time.time()))
        except NothingHappenedError:
            return


async def _until_sound(phone: Phone) -> None:
    phone.forget(h.SoundBegan)
    if not phone.hears_sound():
        await phone.wait_for(h.SoundBegan, _SOUND_SECONDS)


async def stay(phone: Phone, seconds: float) -> None:
    """Stay until the other side hangs up; at the latest after that many seconds."""
    with contextlib.suppress(CallOverError):
        await phone.lasts(seconds)


async def _transfer(phone: Phone, target: str) -> None:
    await phone.transfer(target)
    # The other side may hang up on us before it tells that the transfer was done: that tells it too.
    with contextlib.suppress(CallOverError):
        await phone.wait_for(h.TransferNews, _TRANSFER_SECONDS, where=lambda news: news.final)
