"""Visited: which nodes a caller left by which exits."""

from ivr.calls.caller.visited import Visit, visits
from tests.server.examples import EDITION, TO_TALKING, steps

ARRIVES = "0.0 arrives 4001 from 13800138000"


def left(*lines: str) -> list[tuple[str, str, str]]:
    """The dialplan, node and exit of each visit that ended."""
    found: list[Visit] = []
    for before, event, transition in steps(*lines):
        found += visits(before, event, transition.phase, EDITION.dialplans)
    return [(visit.dialplan, visit.node, visit.exit) for visit in found]


def test_whoever_is_still_in_the_menu_has_left_no_node() -> None:
    assert left(ARRIVES) == []


def test_a_key_is_the_exit_of_its_menu_and_a_queue_is_left_when_the_talk_is_over() -> None:
    assert left(*TO_TALKING) == [("main", "menu", "1")]
    assert left(*TO_TALKING, "9.0 caller leaves") == [("main", "menu", "1"), ("main", "repair", "served")]


def test_whoever_hangs_up_leaves_the_node_where_he_was() -> None:
    assert left(ARRIVES, "2.0 caller leaves") == [("main", "menu", "caller_left")]
    assert left(ARRIVES, "1.0 key 1", "9.0 caller leaves") == [
        ("main", "menu", "1"),
        ("main", "repair", "caller_left"),
    ]


def test_a_survey_is_a_dialplan_of_its_own() -> None:
    told = left(*TO_TALKING, "9.0 agent 1 leaves: normal", "10.0 key 5", "11.0 caller leaves")
    assert told[:2] == [("main", "menu", "1"), ("main", "repair", "served")]
    assert told[2][:2] == ("satisfaction", "csat")
    assert [visit[2] for visit in told if visit[0] == "satisfaction"][-1] == "caller_left"


def test_a_wait_that_lasts_too_long_is_the_exit_timeout() -> None:
    told = left(ARRIVES, "1.0 key 1", "61.0 time is up")
    assert told[:2] == [("main", "menu", "1"), ("main", "repair", "timeout")]
