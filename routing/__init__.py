"""Routing: which agent takes which waiting call, decided by one board in plain memory.

``Board.apply(change, now)`` answers the offers that a change leads to.  Nothing here knows of
telephones, clocks or storage; time arrives as an argument.
"""

from routing.agents import WITH_A_CALL, Agent, AgentStanding, AgentState, ReadyAgent
from routing.board import Board
from routing.calls import WaitingCall
from routing.changes import (
    AgentRings,
    AgentsChanged,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Care,
    Change,
    DayBegan,
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
from routing.checkpoints import Checkpoint, board_at, checkpoint_of
from routing.figures import Waits, abandonment, answer_rate, mean, service_level
from routing.history import Applied, Chapter, Divergence, first_divergence
from routing.misses import Miss, PauseAfter
from routing.needs import Relaxation, can_take, is_learned, named, of_team
from routing.strategies import STRATEGIES, Strategy

__all__ = [
    "STRATEGIES",
    "WITH_A_CALL",
    "Agent",
    "AgentRings",
    "AgentStanding",
    "AgentState",
    "AgentsChanged",
    "Applied",
    "Board",
    "CallAnswered",
    "CallGone",
    "CallQueued",
    "CallTaken",
    "Care",
    "Change",
    "Chapter",
    "Checkpoint",
    "DayBegan",
    "Divergence",
    "Miss",
    "Offer",
    "OfferMissed",
    "PauseAfter",
    "Paused",
    "PhoneChanged",
    "PhoneUsed",
    "PhonesChanged",
    "Ready",
    "ReadyAgent",
    "Relaxation",
    "Restored",
    "SignedIn",
    "SignedOut",
    "Strategy",
    "TalkEnded",
    "TimePassed",
    "WaitingCall",
    "Waits",
    "abandonment",
    "answer_rate",
    "board_at",
    "can_take",
    "checkpoint_of",
    "first_divergence",
    "is_learned",
    "mean",
    "named",
    "of_team",
    "service_level",
]
