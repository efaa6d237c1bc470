"""Routing: which agent takes which waiting call, decided by one board in plain memory.

``Board.apply(change, now)`` answers the offers that a change leads to.  Nothing here knows of
telephones, clocks or storage; time arrives as an argument.
"""

from routing.agents import WITH_A_CALL, Agent, AgentStanding, AgentState, can_take
from routing.board import Board
from routing.calls import CallClass, WaitingCall
from routing.changes import (
    AgentRings,
    AgentsChanged,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Change,
    Offer,
    OfferMissed,
    Paused,
    PhoneChanged,
    PhonesChanged,
    PhoneUsed,
    Ready,
    Restored,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
)
from routing.figures import Waits, abandonment, service_level
from routing.strategies import STRATEGIES, Strategy

__all__ = [
    "STRATEGIES",
    "WITH_A_CALL",
    "Agent",
    "AgentRings",
    "AgentStanding",
    "AgentState",
    "AgentsChanged",
    "Board",
    "CallAnswered",
    "CallClass",
    "CallGone",
    "CallQueued",
    "CallTaken",
    "Change",
    "Offer",
    "OfferMissed",
    "Paused",
    "PhoneChanged",
    "PhoneUsed",
    "PhonesChanged",
    "Ready",
    "Restored",
    "SignedIn",
    "SignedOut",
    "Strategy",
    "TalkEnded",
    "TimePassed",
    "WaitingCall",
    "Waits",
    "abandonment",
    "can_take",
    "service_level",
]
