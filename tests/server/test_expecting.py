"""Expecting: what is told of those who wait, learned from what has ended, and scored."""

import random

from ivr.server.expecting import Expecting
from ivr.simulation.calibration import Outcome
from ivr.simulation.expected_wait import Range
from ivr.storage.values import TalkRow, WaitRow
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId
from routing import Agent, Board, CallAnswered, CallQueued, PhoneChanged, SignedIn
from tests.server.examples import CONTACT, EDITION, TO_TALKING, steps

PLACE = PlaceId(f"{CONTACT}.place.1")


class Desk:
    """A board with one agent who has talked for ten seconds, and the clock."""

    def __init__(self) -> None:
        self.now = 1010.0
        self.board = Board({"8001": Agent("8001", {"repair": 5})})
        self.board.apply(PhoneChanged("8001", True), 1.0)
        self.board.apply(SignedIn("8001"), 1.0)
        self.queue("1-1.place.1", 1000.0)
        self.board.apply(CallAnswered("8001", "1-1.place.1"), 1000.0)
        self.expecting = Expecting(self.board, lambda: EDITION.centre, lambda: self.now, random.Random(1))
        self.expecting.recall((), [talk(60.0)])
        self.outcomes: list[tuple[str, Outcome]] = []
        self.expecting.on_outcome = lambda queue, outcome: self.outcomes.append((queue, outcome))

    def queue(self, place: str, at: float) -> None:
        self.board.apply(CallQueued(place, "repair", {"repair": 1}, since=at), at)


def talk(seconds: float) -> TalkRow:
    return TalkRow(
        contact=ContactId("0-1"),
        leg=ChannelId("0-1.agent.1"),
        agent=AgentId("8001"),
        queue="repair",
        since=0.0,
        until=seconds,
        hold_seconds=0.0,
    )


def wait(seconds: float, end: str) -> WaitRow:
    return WaitRow(
        contact=ContactId("0-1"),
        place=PlaceId("0-1.place.1"),
        queue="repair",
        since=0.0,
        until=seconds,
        end=end,
        agent=AgentId(""),
    )


async def test_who_waits_is_told_when_the_agent_is_likely_to_be_free() -> None:
    desk = Desk()
    desk.queue(PLACE, 1005.0)

    await desk.expecting.look()

    # Fifty seconds of the talk are left, and the telephone rings for five.
    assert desk.expecting.range_of(CONTACT) == Range(55.0, 55.0)
    desk.now += 20
    assert desk.expecting.range_of(CONTACT) == Range(35.0, 35.0)


async def test_where_nobody_waits_nothing_is_told() -> None:
    desk = Desk()

    await desk.expecting.look()

    assert desk.expecting.range_of(CONTACT) is None


async def test_what_was_told_first_is_scored_by_the_answer() -> None:
    desk = Desk()
    arrived = steps(*TO_TALKING)
    answered_at = arrived[-1][1].at
    desk.now = answered_at - 55
    desk.queue(PLACE, desk.now)
    await desk.expecting.look()

    for before, event, transition in arrived:
        desk.expecting.step(before, event, transition.phase)

    assert [queue for queue, _ in desk.outcomes] == ["repair"]
    assert desk.expecting.range_of(CONTACT) is None


async def test_those_who_give_up_make_the_waits_of_others_shorter() -> None:
    desk = Desk()
    desk.queue("1-2.place.1", 1005.0)
    desk.queue(PLACE, 1006.0)
    await desk.expecting.look()
    assert desk.expecting.range_of(CONTACT) == Range(120.0, 120.0)

    desk.expecting.recall([wait(40.0, "abandoned")], ())
    await desk.expecting.look()

    told = desk.expecting.range_of(CONTACT)
    assert told is not None
    assert told.low == 55.0
