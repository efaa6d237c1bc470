"""Which contact an agent's own call is taken into."""

from msgspec.structs import replace

import routing
from ivr.calls.phases import Parked, Phase, Talking
from ivr.server.hosting import Hosting
from ivr.telephony.commands import Visit
from ivr.telephony.events import AgentCame, Event, TurnedAway
from ivr.telephony.ids import AgentId, ChannelId, ContactId
from tests.server.examples import CONTACT, EDITION, TO_RINGING, TO_TALKING, phase_after

VISITOR, CHANNEL = ContactId("sw-200-1"), ChannelId("sw-200.1")
ZHANG, LI = AgentId("8001"), AgentId("8002")
WAITING = phase_after("0.0 arrives 4001 from 13800138000", "1.0 key 1")


def answered(agent: AgentId, purpose: str, target: str, *phases: Phase, waits: bool = False) -> Event:
    """What becomes of the visit."""
    board = routing.Board({one: routing.Agent(one, {"repair": 5}) for one in EDITION.centre.agents})
    if waits:
        board.apply(routing.CallQueued(f"{CONTACT}.place.1", "repair", {"repair": 1}), 0.0)
    told: list[Event] = []
    hosting = Hosting(lambda: phases, board, lambda: EDITION.centre, told.append, lambda: 5.0)
    hosting.visit(VISITOR, Visit(CHANNEL, agent, purpose, target))
    (event,) = told
    return event


def came(agent: AgentId, purpose: str, target: str = "") -> AgentCame:
    return AgentCame(contact=CONTACT, at=5.0, channel=CHANNEL, agent=agent, purpose=purpose, target=target)


AWAY = TurnedAway(contact=VISITOR, at=5.0)


def parked() -> Parked:
    talking = phase_after(*TO_TALKING)
    assert isinstance(talking, Talking)
    return Parked(contact=talking.contact, position=talking.position, by=ZHANG, since=2.0, until=60.0)


def test_an_agent_who_talks_asks_others_for_his_caller() -> None:
    talking = phase_after(*TO_TALKING)

    assert answered(ZHANG, "consult", "8002", talking) == came(ZHANG, "consult", "8002")
    assert answered(LI, "consult", "8001", talking) == AWAY


def test_a_parked_caller_is_found_under_an_extension() -> None:
    assert answered(ZHANG, "unpark", "", parked()) == came(ZHANG, "unpark")
    assert answered(LI, "unpark", "8001", parked()) == came(LI, "unpark", "8001")
    assert answered(LI, "unpark", "", parked()) == AWAY


def test_who_parked_first_is_taken_back_first() -> None:
    first = parked()
    later = replace(first, since=3.0, contact=replace(first.contact, id=ContactId("sw-101-1")))

    assert answered(ZHANG, "unpark", "", later, first) == came(ZHANG, "unpark")


def test_who_waits_longest_is_picked_up_if_the_agent_can_take_him() -> None:
    assert answered(LI, "pick_up", "", WAITING, waits=True) == came(LI, "pick_up")
    assert answered(LI, "pick_up", "", phase_after(*TO_RINGING), waits=True) == AWAY
    assert answered(LI, "pick_up", "", WAITING) == AWAY


def test_the_call_that_rings_at_a_colleague_is_picked_up() -> None:
    ringing = phase_after(*TO_RINGING)

    assert answered(LI, "pick_up", "8001", ringing) == came(LI, "pick_up", "8001")
    assert answered(ZHANG, "pick_up", "8002", ringing) == AWAY


def test_who_has_a_call_already_takes_no_second_one() -> None:
    board = routing.Board({ZHANG: routing.Agent(ZHANG, {})})
    board.apply(routing.CallTaken(ZHANG, routing.CallQueued("other.place.1", "repair")), 0.0)
    told: list[Event] = []
    hosting = Hosting(lambda: [parked()], board, lambda: EDITION.centre, told.append, lambda: 5.0)

    hosting.visit(VISITOR, Visit(CHANNEL, ZHANG, "unpark", ""))

    assert told == [AWAY]


def test_a_purpose_that_nobody_knows_is_turned_away() -> None:
    assert answered(ZHANG, "dance", "", parked()) == AWAY
