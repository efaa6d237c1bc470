"""Times found in packets."""

import pytest

from ivr.bench import measuring
from ivr.bench.sip import messages
from ivr.bench.wire import Packet
from tests.bench.said import AGENT, CALLER, PBX, arrival, parting, request, ring


def test_set_up_lasts_from_the_invite_with_proof_to_its_200() -> None:
    assert measuring.setup_times(messages(arrival(0, "c1", "11"), PBX), PBX) == [3.0]


def test_the_way_to_an_idle_agent_begins_with_the_200_to_the_caller() -> None:
    packets = [*arrival(0, "c1", "11"), ring(6500, "a1", "8001", "11")]
    assert measuring.queued_to_rung(messages(packets, PBX), PBX) == [2.5]


def test_the_whole_way_in_begins_with_the_invite() -> None:
    packets = [*arrival(0, "c1", "11"), ring(6500, "a1", "8001", "11")]
    assert measuring.arrived_to_rung(messages(packets, PBX), PBX) == [5.5]


def test_only_the_first_ring_for_a_caller_counts() -> None:
    packets = [*arrival(0, "c1", "11"), ring(6500, "a1", "8001", "11"), ring(9000, "a2", "8002", "11")]
    assert measuring.arrived_to_rung(messages(packets, PBX), PBX) == [5.5]


def test_an_arrival_for_whom_nobody_was_rung_gives_no_time() -> None:
    packets = [*arrival(0, "c1", "11"), ring(6500, "a1", "8001", "99")]
    assert measuring.queued_to_rung(messages(packets, PBX), PBX) == []


def full_house() -> list[Packet]:
    """Two callers for one agent, then a third; the agent hangs up on each."""
    return [
        *arrival(0, "c1", "11"),
        *arrival(10_000, "c2", "12"),
        ring(20_000, "a1", "8001", "11"),
        parting(500_000, "a1"),
        ring(507_000, "a2", "8001", "12"),
        *arrival(600_000, "c3", "13"),
        parting(900_000, "a2"),
        ring(909_000, "a3", "8001", "13"),
    ]


def test_an_agent_is_free_from_his_bye_on_and_rung_by_the_next_invite() -> None:
    assert measuring.freed_to_rung(messages(full_house(), PBX), PBX, 2) == [7.0]


def test_what_happens_after_the_last_arrival_does_not_count_for_the_house_may_be_empty() -> None:
    said = messages([*full_house(), *arrival(950_000, "c4", "14")], PBX)
    assert measuring.freed_to_rung(said, PBX, 2) == [7.0, 9.0]


def test_while_the_house_fills_nothing_counts() -> None:
    assert measuring.freed_to_rung(messages(full_house(), PBX), PBX, 4) == []


def test_another_agents_invite_is_not_taken_for_his() -> None:
    packets = [*full_house()[:12], ring(503_000, "b1", "8002", "55"), *full_house()[12:]]
    assert measuring.freed_to_rung(messages(packets, PBX), PBX, 2) == [7.0]


def test_an_agent_who_says_something_else_is_not_free() -> None:
    words = request(300_000, AGENT, "INFO asterisk", "a1", 1)
    packets = sorted([*full_house(), words], key=lambda packet: packet.at)
    assert measuring.freed_to_rung(messages(packets, PBX), PBX, 2) == [7.0]


def sound(at: int, port: int) -> Packet:
    """A packet of sound from Asterisk."""
    return Packet(at * 1000, port, CALLER, b"\x80\x08" + bytes(170))


def test_a_digit_is_answered_by_the_first_sound_after_it() -> None:
    packets = [
        *arrival(0, "c1", "11"),
        sound(5000, 45002),
        request(100_000, CALLER, "INFO 4000", "c1", 3),
        sound(100_900, 45002),
        sound(120_900, 45002),
    ]
    times = measuring.digit_responses(messages(packets, PBX), packets, PBX)
    assert times == [pytest.approx(0.9)]


def test_another_calls_sound_does_not_answer_a_digit() -> None:
    packets = [
        *arrival(0, "c1", "11"),
        request(100_000, CALLER, "INFO 4000", "c1", 3),
        sound(100_200, 45004),
    ]
    assert measuring.digit_responses(messages(packets, PBX), packets, PBX) == []
