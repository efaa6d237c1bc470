"""Finding: in which talk an agent is, and who of several could be rung."""

import pytest

import routing
from ivr.calls.phases import Phase
from ivr.server.finding import Finding
from ivr.telephony.commands import FindReachable, FindTalk
from ivr.telephony.events import Event, ReachableFound, TalkFound
from ivr.telephony.ids import AgentId, ChannelId, ContactId
from tests.server.examples import TO_RINGING, TO_TALKING, phase_after

ASKS = ContactId("sw-200-1")
NOW = 50.0


def found(phase: Phase, board: routing.Board, command: FindTalk | FindReachable) -> Event:
    told: list[Event] = []
    Finding(lambda: [phase], board, told.append, lambda: NOW).perform(ASKS, command)
    (event,) = told
    return event


def test_the_talk_of_an_agent_is_found_with_its_queue_and_his_channel() -> None:
    event = found(phase_after(*TO_TALKING), routing.Board({}), FindTalk(AgentId("8001")))
    assert event == TalkFound(
        contact=ASKS,
        at=NOW,
        agent=AgentId("8001"),
        talk=ContactId("sw-100-1"),
        leg=ChannelId("sw-100-1.agent.1"),
        queue="repair",
    )


def test_the_queue_of_a_talk_in_a_conference_is_that_of_the_agent_who_is_asked_for() -> None:
    conference = phase_after(
        *TO_TALKING,
        *(f"{9 + at / 10} agent.1 presses {key}" for at, key in enumerate("*227002#")),
        "10.0 place 2 offered to 8002",
        "12.0 agent 2 answers",
        *(f"{20 + at / 10} agent.1 presses {key}" for at, key in enumerate("*23")),
    )
    queues = {}
    for agent in ("8001", "8002"):
        event = found(conference, routing.Board({}), FindTalk(AgentId(agent)))
        assert isinstance(event, TalkFound)
        queues[agent] = event.queue
    assert queues == {"8001": "repair", "8002": "complaint"}


@pytest.mark.parametrize(("lines", "agent"), [(TO_TALKING, "8002"), (TO_RINGING, "8001")])
def test_an_agent_who_does_not_talk_has_no_talk(lines: tuple[str, ...], agent: str) -> None:
    event = found(phase_after(*lines), routing.Board({}), FindTalk(AgentId(agent)))
    assert event == TalkFound(contact=ASKS, at=NOW, agent=AgentId(agent))


def test_who_could_be_rung_is_asked_of_the_board() -> None:
    board = routing.Board({"8001": routing.Agent("8001", {}), "8002": routing.Agent("8002", {})})
    board.apply(routing.PhoneChanged("8002", True), NOW)
    event = found(
        phase_after(*TO_TALKING), board, FindReachable((AgentId("8001"), AgentId("8002"), AgentId("8003")))
    )
    assert event == ReachableFound(contact=ASKS, at=NOW, agents=(AgentId("8002"),))


CONSULTING = (
    *TO_TALKING,
    *(f"6.{at} agent.1 presses {key}" for at, key in enumerate("*228002#")),
)


def test_the_talk_of_an_agent_who_asks_a_colleague_is_found() -> None:
    event = found(phase_after(*CONSULTING), routing.Board({}), FindTalk(AgentId("8001")))
    assert isinstance(event, TalkFound)
    assert (event.leg, event.queue) == ("sw-100-1.agent.1", "repair")


def test_the_talk_of_an_agent_in_a_conference_is_found_on_his_own_channel() -> None:
    lines = (
        *CONSULTING,
        "10.0 place 2 offered to 8002",
        "12.0 agent 2 answers",
        *(f"13.{at} agent.1 presses {key}" for at, key in enumerate("*23")),
    )
    event = found(phase_after(*lines), routing.Board({}), FindTalk(AgentId("8002")))
    assert isinstance(event, TalkFound)
    assert event.leg == "sw-100-1.agent.2"
