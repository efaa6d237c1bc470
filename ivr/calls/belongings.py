"""Belongings: the legs and bridges that a phase has, and nothing else of a contact is to be there."""

from ivr.calls.phases import (
    CallingColleague,
    Connected,
    Consulting,
    Conversing,
    Dialling,
    Phase,
    Ringing,
    Supervising,
    Talking,
)
from ivr.telephony.ids import BridgeId, ChannelId


def legs_of(phase: Phase) -> tuple[ChannelId, ...]:
    """The channels of others than the caller."""
    match phase:
        case Consulting(talking=talking, own=own, party=party):
            theirs = (party.leg,) if party is not None else ()
            return tuple(dict.fromkeys((talking.leg, own, *theirs)))
        case Talking(leg=leg, others=others) | Connected(leg=leg, others=others):
            return (leg, *(party.leg for party in others))
        case Ringing(leg=leg) | Dialling(leg=leg) | CallingColleague(leg=leg) | Conversing(leg=leg):
            return (leg,)
        case Supervising(snoop=snoop):
            return (snoop,)
        case _:
            return ()


def bridges_of(phase: Phase) -> tuple[BridgeId, ...]:
    """The bridges in which somebody is, or is about to be."""
    match phase:
        case Consulting(talking=talking, bridge=bridge):
            return (talking.bridge, bridge) if bridge else (talking.bridge,)
        case Ringing(bridge=bridge) | Dialling(bridge=bridge):
            return (bridge,)
        case Talking(bridge=bridge) | Connected(bridge=bridge):
            return (bridge,)
        case Supervising(bridge=bridge) | CallingColleague(bridge=bridge) | Conversing(bridge=bridge):
            return (bridge,)
        case _:
            return ()
