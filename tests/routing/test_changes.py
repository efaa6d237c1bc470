"""The changes as JSON: a day's changes are stored, and make the same board again."""

import msgspec
import pytest

from routing import (
    AgentRings,
    AgentsChanged,
    AgentStanding,
    AgentState,
    Board,
    CallAnswered,
    CallGone,
    CallTaken,
    Care,
    Change,
    DayBegan,
    OfferMissed,
    PauseAfter,
    Paused,
    PhoneChanged,
    PhonesChanged,
    PhoneUsed,
    Ready,
    Relaxation,
    Restored,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
    of_team,
)
from routing.changes import CallQueued
from tests.routing.examples import LI, WANG

CALL = CallQueued(
    "c1",
    "repair",
    {"repair": 3},
    2,
    100.0,
    "best_skilled",
    5.0,
    (Relaxation(130.0, {"repair": 2}), Relaxation(190.0, of_team("service"))),
    Care(3, 60.0),
)
DAY: tuple[Change, ...] = (
    AgentsChanged({"wang": WANG, "li": LI}, PauseAfter(declined=1)),
    Restored((AgentStanding("li", AgentState.PAUSED, 90.0, reason="lunch", signed_in=True),), (CALL,)),
    DayBegan(),
    PhoneChanged("wang", True),
    SignedIn("wang"),
    AgentRings("wang", "c1"),
    OfferMissed("wang", "c1", "declined"),
    Ready("wang"),
    CallAnswered("wang", "c1"),
    PhonesChanged(frozenset({"wang", "li"})),
    PhoneUsed("li", True),
    TalkEnded("wang", "c1"),
    Paused("wang", "tea"),
    CallTaken("li", CALL),
    CallGone("c1"),
    SignedOut("li"),
    TimePassed(),
)


@pytest.mark.parametrize("change", DAY, ids=lambda change: type(change).__name__)
def test_every_change_is_stored_and_read_back(change: Change):
    assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change


def test_the_stored_changes_of_a_day_make_the_same_board_and_the_same_offers():
    def lived(changes: list[Change]) -> tuple[object, ...]:
        board = Board({})
        offers = [board.apply(change, 100.0 + at) for at, change in enumerate(changes)]
        return offers, board.agents(), board.waiting(), board.due()

    stored = [msgspec.json.encode(change) for change in DAY]
    read = [msgspec.json.decode(change, type=Change) for change in stored]
    assert lived(read) == lived(list(DAY))
    assert any(lived(read)[0])
