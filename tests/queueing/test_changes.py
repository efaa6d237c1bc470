"""What commands mean to the board."""

import pytest

import routing
from ivr.queueing.changes import agents_of, change_of, told_to_contact
from ivr.telephony.causes import Cause
from ivr.telephony.commands import Dequeue, Enqueue, MarkRinging, ReleaseMissed, ReleaseToWrapUp, Seat, Take
from ivr.telephony.events import AgentOffered
from ivr.telephony.ids import AgentId, ContactId, PlaceId
from tests.calls.transcript import edition

PLACE = PlaceId("sw-1.place.1")
AGENT = AgentId("8001")


@pytest.mark.parametrize(
    ("command", "change"),
    [
        (Dequeue(PLACE, "timeout"), routing.CallGone(PLACE)),
        (MarkRinging(PLACE, AGENT), routing.AgentRings(AGENT, PLACE)),
        (Seat(PLACE, AGENT), routing.CallAnswered(AGENT, PLACE)),
        (ReleaseMissed(PLACE, AGENT, Cause.BUSY), routing.OfferMissed(AGENT, PLACE, "busy")),
        (ReleaseToWrapUp(PLACE, AGENT), routing.TalkEnded(AGENT, PLACE)),
    ],
)
def test_each_command_is_one_change_of_the_board(command: object, change: routing.Change) -> None:
    assert change_of(command, edition().centre) == change


def test_a_queued_call_brings_what_its_queue_says_of_it() -> None:
    centre = edition().centre
    queue = centre.queues["repair"]

    change = change_of(Enqueue(PLACE, "repair", {"repair": 1}, 3, 990.0), centre)

    assert change == routing.CallQueued(
        PLACE, "repair", {"repair": 1}, 3, 990.0, queue.strategy, float(queue.wrap_up_seconds)
    )
    assert change_of(Take(PLACE, AGENT, "repair", {"repair": 1}, 3, 990.0), centre) == routing.CallTaken(
        AGENT, change
    )


def test_an_offer_is_told_to_the_contact_whose_place_it_is_about() -> None:
    assert told_to_contact(routing.Offer(PLACE, AGENT), 5.0) == AgentOffered(
        contact=ContactId("sw-1"), at=5.0, place=PLACE, agent=AGENT
    )


def test_every_agent_has_the_skill_of_being_himself() -> None:
    agents = agents_of(edition().centre)

    assert all(agents[name].skills[f"agent:{name}"] == 1 for name in agents)
