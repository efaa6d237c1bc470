"""Showing: what is published of agents, waiting calls and contacts, and that nothing is said twice."""

import asyncio

import pytest

import routing
from ivr.server.showing import SECONDS_BETWEEN_LOOKS, Showing, phase_word
from ivr.storage.floor import (
    AgentGone,
    CallGone,
    ContactGone,
    FloorAgent,
    FloorCall,
    FloorChange,
    FloorContact,
)
from ivr.telephony.ids import AgentId, ContactId
from tests.server.examples import CONTACT, EDITION, TO_RINGING, TO_TALKING, phase_after
from tests.server.virtual import run

ARRIVES = "0.0 arrives 4001 from 13800138000"


class Floor:
    """Notes what is published."""

    def __init__(self) -> None:
        self.published: list[FloorChange] = []

    def publish(self, change: FloorChange) -> None:
        self.published.append(change)

    def taken(self) -> list[FloorChange]:
        """What was published since this was last asked."""
        taken, self.published = self.published, []
        return taken


def made() -> tuple[Showing, Floor, routing.Board]:
    floor, board = Floor(), routing.Board({"8001": routing.Agent("8001", {"repair": 1})})
    return Showing(floor, board, lambda: EDITION.centre, lambda: 1000.0), floor, board


def queued(contact: str, since: float, queue: str = "repair") -> routing.CallQueued:
    return routing.CallQueued(f"{contact}.place.1", queue, {"repair": 9}, 0, since)


def call(contact: str, since: float, position: int, queue: str = "repair") -> FloorCall:
    return FloorCall(contact=ContactId(contact), queue=queue, since=since, position=position)


def test_an_agents_presence_is_shown_with_name_state_and_call() -> None:
    showing, floor, board = made()
    board.apply(routing.PhoneChanged("8001", True), 900.0)
    board.apply(routing.SignedIn("8001"), 910.0)
    board.apply(routing.CallQueued("sw-1-1.place.1", "repair", {"repair": 1}), 920.0)
    showing.agents(["8001"])
    assert floor.taken() == [
        FloorAgent(
            agent=AgentId("8001"), name="张伟", state="reserved", since=920.0, contact=ContactId("sw-1-1")
        )
    ]


def test_a_pause_is_shown_with_its_reason() -> None:
    showing, floor, board = made()
    for change in (
        routing.PhoneChanged("8001", True),
        routing.SignedIn("8001"),
        routing.Paused("8001", "tea"),
    ):
        board.apply(change, 930.0)
    showing.agents(["8001"])
    assert floor.taken() == [
        FloorAgent(agent=AgentId("8001"), name="张伟", state="paused", since=930.0, reason="tea")
    ]


def test_an_agent_whom_the_board_does_not_know_is_gone() -> None:
    showing, floor, _ = made()
    showing.agents(["8009"])
    assert floor.taken() == [AgentGone(AgentId("8009"))]


def test_waiting_calls_are_shown_with_their_place_in_their_own_queue_and_only_when_it_changes() -> None:
    showing, floor, board = made()
    board.apply(queued("sw-1-1", 900.0), 900.0)
    board.apply(queued("sw-2-1", 901.0), 901.0)
    board.apply(queued("sw-3-1", 902.0, "complaint"), 902.0)
    showing.look()
    assert floor.taken() == [
        call("sw-1-1", 900.0, 1),
        call("sw-2-1", 901.0, 2),
        call("sw-3-1", 902.0, 1, "complaint"),
    ]
    showing.look()
    assert floor.taken() == []
    board.apply(routing.CallGone("sw-1-1.place.1"), 903.0)
    showing.look()
    assert floor.taken() == [call("sw-2-1", 901.0, 1), CallGone(ContactId("sw-1-1"))]


def test_a_contact_is_shown_in_its_phase_until_it_is_over() -> None:
    showing, floor, _ = made()
    showing.phase(phase_after(*TO_TALKING))
    shown = FloorContact(
        contact=CONTACT, phase="talking", caller="+8613800138000", agent=AgentId("8001"), since=1000.0
    )
    assert floor.taken() == [shown]
    showing.phase(phase_after(*TO_TALKING))
    assert floor.taken() == []
    showing.ended(CONTACT)
    assert floor.taken() == [ContactGone(CONTACT)]
    showing.ended(CONTACT)
    assert floor.taken() == []


def test_a_call_that_waits_for_less_than_a_look_is_never_shown() -> None:
    showing, floor, board = made()
    board.apply(queued("sw-1-1", 900.0), 900.0)
    board.apply(routing.CallGone("sw-1-1.place.1"), 900.1)
    showing.look()
    assert floor.taken() == []


def test_watchers_hear_what_is_published_and_may_leave_while_they_do() -> None:
    showing, _, _ = made()
    heard: list[FloorChange] = []

    def once(change: FloorChange) -> None:
        heard.append(change)
        showing.watchers.remove(once)

    showing.watchers.add(once)
    showing.agents(["8009", "8010"])
    assert heard == [AgentGone(AgentId("8009"))]


def test_the_floor_is_looked_at_again_and_again() -> None:
    showing, floor, board = made()

    async def story() -> None:
        running = asyncio.create_task(showing.run())
        board.apply(queued("sw-1-1", 900.0), 900.0)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS * 1.5)
        assert len(floor.taken()) == 1
        board.apply(routing.CallGone("sw-1-1.place.1"), 903.0)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        assert floor.taken() == [CallGone(ContactId("sw-1-1"))]
        running.cancel()

    run(story())


def test_an_unknown_contacts_phase_begins_now() -> None:
    showing, _, _ = made()
    assert showing.since(CONTACT) == 1000.0


@pytest.mark.parametrize(
    ("lines", "word", "agent"),
    [
        ((ARRIVES,), "in_dialplan", None),
        ((ARRIVES, "1.0 key 1"), "waiting", None),
        (TO_RINGING, "ringing", "8001"),
        (TO_TALKING, "talking", "8001"),
    ],
)
def test_a_phase_has_its_word_and_its_agent(lines: tuple[str, ...], word: str, agent: str | None) -> None:
    showing, floor, _ = made()
    phase = phase_after(*lines)
    assert phase_word(phase) == word
    showing.phase(phase)
    (shown,) = floor.taken()
    assert isinstance(shown, FloorContact)
    assert (shown.phase, shown.agent) == (word, agent)
