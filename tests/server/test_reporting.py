"""Reporting: the lines of queue_log that a call's steps and an agent's changes are worth."""

import routing
from ivr.asterisk.ami.queue_log import (
    AgentMissed,
    AgentPaused,
    AgentSignedIn,
    AgentSignedOut,
    AgentUnpaused,
    CallAbandoned,
    CallCompleted,
    CallConnected,
    CallEntered,
    CallHandedOver,
    CallTimedOut,
    CallTransferred,
    Happening,
)
from ivr.server.reporting import Reporting
from ivr.telephony.ids import AgentId, PlaceId
from ivr.telephony.numbers import NumberingPlan
from tests.server.examples import CALLER, CONTACT, TO_RINGING, TO_TALKING, steps

ZHANG = AgentId("8001")
NUMBER = "13800138000"
LEG = "sw-100-1.agent.1"
ENTERED = CallEntered("repair", CALLER, NUMBER, 3)
CONNECTED = CallConnected("repair", CALLER, ZHANG, 4.0, LEG, 3.0)
WAITING = ("0.0 arrives 4001 from 13800138000", "1.0 key 1")


def written(*lines: str, positions: tuple[int | None, ...] = (3, 2)) -> list[Happening]:
    """What is written of these steps; the caller's place is asked for once on entering, once on leaving."""
    happenings: list[Happening] = []
    asked: list[PlaceId] = []

    def position(place: PlaceId) -> int | None:
        asked.append(place)
        return positions[min(len(asked), len(positions)) - 1]

    reporting = Reporting(position, NumberingPlan, happenings.append)
    for before, event, transition in steps(*lines):
        reporting.step(before, event, transition.phase)
    return happenings


def test_a_call_that_never_comes_to_a_queue_is_no_line_of_queue_log() -> None:
    assert written("0.0 arrives 4001 from 13800138000", "2.0 caller leaves") == []


def test_an_agent_who_calls_a_colleague_is_no_line_of_queue_log() -> None:
    calls = ("0.0 arrives 8002 from 8001 of agent 8001", "0.1 turned away", "1.0 place 1 offered to 8002")
    assert written(*calls, "3.0 agent 1 answers", "9.0 caller leaves") == []
    assert written(*calls, "3.0 agent 1 refuses: busy", "4.0 prompt 1 over", "5.0 caller leaves") == []


def test_a_caller_enters_is_connected_and_hangs_up() -> None:
    assert written(*TO_TALKING, "9.0 caller leaves") == [
        ENTERED,
        CONNECTED,
        CallCompleted("repair", CALLER, ZHANG, 4.0, 4.0, 3, by_agent=False),
    ]


def test_the_agent_who_hangs_up_first_completed_the_call() -> None:
    assert written(*TO_TALKING, "9.0 agent 1 leaves: normal", "10.0 key 5", "11.0 caller leaves") == [
        ENTERED,
        CONNECTED,
        CallCompleted("repair", CALLER, ZHANG, 4.0, 4.0, 3, by_agent=True),
    ]


def test_a_hold_is_no_line_of_its_own() -> None:
    assert written(*TO_TALKING, "6.0 agent.1 holds", "7.0 agent.1 retrieves") == [ENTERED, CONNECTED]


def test_whoever_hangs_up_in_the_queue_abandoned_it() -> None:
    assert written(*WAITING, "9.0 caller leaves") == [
        ENTERED,
        CallAbandoned("repair", CALLER, 2, 3, 8.0),
    ]


def test_whoever_hangs_up_while_an_agent_rings_abandoned_the_queue() -> None:
    assert written(*TO_RINGING, "9.0 caller leaves") == [
        ENTERED,
        CallAbandoned("repair", CALLER, 2, 3, 8.0),
    ]


def test_whoever_was_taken_over_by_the_fallback_has_not_abandoned_the_queue() -> None:
    assert written(*WAITING, "9.0 server is back: channels ; fallback has caller") == [
        ENTERED,
        CallTimedOut("repair", CALLER, 2, 3, 8.0),
    ]


def test_queue_log_has_the_number_as_people_write_it_and_nothing_of_a_withheld_one() -> None:
    callers = {
        spelling: written(f"0.0 arrives 4001 from {spelling}", "1.0 key 1")
        for spelling in ("+8613800138000", "+85223456789", "anonymous")
    }
    assert callers == {
        "+8613800138000": [CallEntered("repair", CALLER, "13800138000", 3)],
        "+85223456789": [CallEntered("repair", CALLER, "+85223456789", 3)],
        "anonymous": [CallEntered("repair", CALLER, "", 3)],
    }


def test_after_a_restart_a_caller_has_the_place_that_the_board_remembers() -> None:
    happenings: list[Happening] = []
    reporting = Reporting(lambda place: 2, NumberingPlan, happenings.append)
    reporting.began(CONTACT, 7)
    ((before, event, transition),) = steps(*WAITING, "9.0 caller leaves")[-1:]
    reporting.step(before, event, transition.phase)
    assert happenings == [CallAbandoned("repair", CALLER, 2, 7, 8.0)]


def test_a_caller_of_unknown_place_is_the_first() -> None:
    assert written(*WAITING, "9.0 caller leaves", positions=(None,)) == [
        CallEntered("repair", CALLER, NUMBER, 1),
        CallAbandoned("repair", CALLER, 1, 1, 8.0),
    ]


def test_an_agent_who_is_rung_in_vain_missed_it_and_the_caller_entered_once() -> None:
    assert written(*TO_RINGING, "17.0 time is up", "18.0 place 1 offered to 8002") == [
        ENTERED,
        AgentMissed("repair", CALLER, ZHANG, 15.0),
    ]


def test_a_wait_that_lasts_too_long_timed_out() -> None:
    assert written(*WAITING, "61.0 time is up") == [ENTERED, CallTimedOut("repair", CALLER, 2, 3, 60.0)]


def test_a_transfer_is_told_with_its_target_and_a_new_wait_begins() -> None:
    happenings = written(*TO_TALKING, "9.0 agent 1 transfers to 4003", positions=(3,))
    assert happenings[:2] == [ENTERED, CONNECTED]
    assert sorted(happenings[2:], key=lambda told: type(told).__name__) == [
        CallEntered("complaint", CALLER, NUMBER, 3),
        CallTransferred("repair", CALLER, ZHANG, "4003", "switchroom", 4.0, 4.0, 3),
    ]


def test_a_transfer_that_is_refused_is_no_line() -> None:
    assert written(*TO_TALKING, "9.0 agent 1 transfers to 0900666") == [ENTERED, CONNECTED]


def test_a_wait_for_one_agent_that_is_opened_to_anybody_is_entered_once() -> None:
    happenings = written(
        *TO_TALKING,
        "9.0 agent 1 transfers to 8002",
        "10.0 place 2 offered to 8002",
        "25.0 time is up",
        "26.0 place 3 offered to 8001",
        positions=(3,),
    )
    entered = [told for told in happenings if isinstance(told, CallEntered)]
    assert entered == [ENTERED, CallEntered("repair", CALLER, NUMBER, 3)]
    assert [type(told) for told in happenings[2:4]] == [CallTransferred, CallEntered]


def standing(state: str, since: float, reason: str | None = None) -> routing.AgentStanding:
    return routing.AgentStanding(
        "8001", routing.AgentState(state), since, reason=reason, signed_in=state != "offline"
    )


def told(*standings: tuple[routing.AgentStanding, float]) -> list[Happening]:
    """What is written when an agent comes to stand so, at these times."""
    happenings: list[Happening] = []
    reporting = Reporting(lambda place: None, NumberingPlan, happenings.append)
    for one, at in standings:
        reporting.standing(one, ("repair",), at)
    return happenings


def test_a_shift_is_two_lines_and_tells_its_length() -> None:
    assert told((standing("ready", 100.0), 100.0), (standing("offline", 400.0), 400.0)) == [
        AgentSignedIn(ZHANG, ("repair",)),
        AgentSignedOut(ZHANG, ("repair",), 300.0),
    ]


def test_a_pause_is_told_when_it_begins_and_when_it_ends_and_not_between() -> None:
    assert told(
        (standing("ready", 100.0), 100.0),
        (standing("paused", 200.0, "tea"), 200.0),
        (standing("paused", 200.0, "tea"), 210.0),
        (standing("ready", 300.0), 300.0),
    ) == [
        AgentSignedIn(ZHANG, ("repair",)),
        AgentPaused(ZHANG, ("repair",), "tea"),
        AgentUnpaused(ZHANG, ("repair",)),
    ]


def test_another_reason_is_another_pause() -> None:
    assert told((standing("paused", 1.0, "tea"), 1.0), (standing("paused", 1.0, "lunch"), 2.0)) == [
        AgentSignedIn(ZHANG, ("repair",)),
        AgentPaused(ZHANG, ("repair",), "tea"),
        AgentPaused(ZHANG, ("repair",), "lunch"),
    ]


def test_whoever_is_first_seen_signed_out_is_no_line() -> None:
    assert told((standing("offline", 1.0), 1.0)) == []


def test_what_was_so_before_a_restart_is_not_written_again() -> None:
    happenings: list[Happening] = []
    reporting = Reporting(lambda place: 1, NumberingPlan, happenings.append)
    before = routing.AgentStanding(
        "8001", routing.AgentState.PAUSED, 100.0, reason="午休", signed_in=True, reachable=True
    )
    reporting.recall(before, 40.0)
    reporting.standing(before, ("repair",), 200.0)
    assert happenings == []
    gone = routing.AgentStanding("8001", routing.AgentState.OFFLINE, 250.0)
    reporting.standing(gone, ("repair",), 250.0)
    assert happenings == [AgentSignedOut(ZHANG, ("repair",), 210.0)]


LI = AgentId("8002")


def keyed(at: float, code: str) -> tuple[str, ...]:
    """The first agent's keys."""
    return tuple(f"{at + index / 10:.1f} agent.1 presses {digit}" for index, digit in enumerate(code))


def test_a_blind_transfer_stands_before_the_new_wait() -> None:
    sent = ("9.0 agent 1 transfers to 7002", "12.0 place 2 offered to 8002")
    assert written(*TO_TALKING, *sent, positions=(3, 1)) == [
        ENTERED,
        CONNECTED,
        CallTransferred("repair", CALLER, ZHANG, "7002", "switchroom", 4.0, 4.0, 3),
        CallEntered("complaint", CALLER, NUMBER, 1),
    ]


def test_a_caller_handed_over_after_a_consultation_is_an_attended_transfer() -> None:
    consulted = ("10.0 place 2 offered to 8002", "12.0 agent 2 answers", "20.0 agent 1 leaves: normal")
    assert written(*TO_TALKING, *keyed(9, "*228002#"), *consulted, "25.0 caller leaves") == [
        ENTERED,
        CONNECTED,
        CallHandedOver("repair", CALLER, ZHANG, "sw-100-1.bridge.2", 4.0, 15.0, 3),
        CallConnected("repair", CALLER, LI, 0.0, "sw-100-1.agent.2", 0.0),
        CallCompleted("repair", CALLER, LI, 0.0, 5.0, 3, by_agent=False),
    ]


def test_a_wait_that_is_opened_to_anybody_is_entered_once() -> None:
    sent = ("9.0 agent 1 transfers to 8002", "29.0 time is up", "30.0 caller leaves")
    entered = [line for line in written(*TO_TALKING, *sent) if isinstance(line, CallEntered)]

    assert len(entered) == 2


def test_a_returned_agent_has_one_talk() -> None:
    back = ("10.0 place 2 offered to 8002", "12.0 agent 2 answers", *keyed(20, "*24"), "25.0 caller leaves")
    assert written(*TO_TALKING, *keyed(9, "*228002#"), *back) == [
        ENTERED,
        CONNECTED,
        CallCompleted("repair", CALLER, ZHANG, 4.0, 20.0, 3, by_agent=False),
    ]
