"""Guests: agents' own calls that have become part of a talk; what happens on them concerns its contact."""

from msgspec.structs import replace

from ivr.calls.belongings import legs_of
from ivr.calls.phases import Phase
from ivr.telephony.events import (
    AgentLeft,
    CallerLeft,
    DigitPressed,
    Event,
    Held,
    JoinAsked,
    Observed,
    Retrieved,
    TransferAsked,
)
from ivr.telephony.ids import ChannelId, ContactId, owner


def guests_of(phase: Phase) -> tuple[ChannelId, ...]:
    """The legs of the contact that came as calls of their own."""
    return tuple(leg for leg in legs_of(phase) if owner(leg) != phase.contact.id)


def as_told_to(host: ContactId, event: Event) -> Event | None:
    """What an event of the guest's channel is to the host; None when it is nothing to him."""
    match event:
        case CallerLeft(at=at, channel=channel, cause=cause):
            return AgentLeft(contact=host, at=at, leg=channel, cause=cause)
        case DigitPressed() | Held() | Retrieved() | TransferAsked() | JoinAsked():
            return replace(event, contact=host)
        case _:
            return None


def together(host: Observed, guest: Observed) -> Observed:
    """What the phone system has of a contact with its guest."""
    return Observed(
        channels=host.channels | guest.channels,
        answered=host.answered | guest.answered,
        bridged=host.bridged | guest.bridged,
        bridges=host.bridges | guest.bridges,
        playbacks=host.playbacks | guest.playbacks,
    )
