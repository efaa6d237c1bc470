"""Answers: what each status that ARI gives to a command means, one table a command."""

from enum import Enum, auto

import msgspec

from ivr.telephony import commands
from ivr.telephony.commands import PhoneCommand


class Verdict(Enum):
    """What became of a command."""

    DONE = auto()
    GONE = auto()
    """What it was about is no longer there, or no longer ours: an event tells that, or told it."""
    REFUSED = auto()
    """The leg could not even be begun: no such telephone, or it is not registered."""
    FAILED = auto()


class Answers(msgspec.Struct, frozen=True):
    """The statuses by what they mean; any other status is a failure."""

    done: tuple[int, ...]
    gone: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


# On a channel: 404 there is none, 409 it is outside Stasis, 412 it is being hung up.
_ON_CHANNEL = Answers(done=(204,), gone=(404, 409, 412))
# 409: the channel is there from the first time.  500: Asterisk found nobody to call.
_NEW_LEG = Answers(done=(200, 409), refused=(500,))
# What is to be away is away.
_AWAY = Answers(done=(204, 404))

TABLE: dict[type[PhoneCommand], Answers] = {
    commands.Answer: _ON_CHANNEL,
    commands.MarkInformed: _ON_CHANNEL,
    commands.Play: Answers(done=(201,), gone=(404, 409, 412)),
    commands.StopPlayback: _AWAY,
    commands.StartMusic: _ON_CHANNEL,
    commands.StopMusic: _ON_CHANNEL,
    commands.Ring: _NEW_LEG,
    commands.Dial: _NEW_LEG,
    # 404: whom it was to hear is gone; as no event tells that to who listens, it is a failure.
    commands.Snoop: Answers(done=(200,)),
    commands.OpenBridge: Answers(done=(200, 409)),
    # 400: one of the channels is gone, 422: it is outside Stasis.  404 is the bridge: that we must know.
    commands.Bridge: Answers(done=(204,), gone=(400, 422)),
    # 404: no such bridge, 422: the channel is not in it; either way it is out.
    commands.Unbridge: Answers(done=(204, 404, 422), gone=(400,)),
    commands.CloseBridge: _AWAY,
    commands.HangUp: _AWAY,
    commands.Dismiss: _ON_CHANNEL,
    commands.GoToFallback: _ON_CHANNEL,
    commands.AcceptTransfer: _ON_CHANNEL,
    commands.RefuseTransfer: _ON_CHANNEL,
}


def verdict(command: PhoneCommand, status: int) -> Verdict:
    """What the status says about the command."""
    answers = TABLE[type(command)]
    if status in answers.done:
        return Verdict.DONE
    if status in answers.gone:
        return Verdict.GONE
    return Verdict.REFUSED if status in answers.refused else Verdict.FAILED
