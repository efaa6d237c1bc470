"""The interpreter: what belongs to a position, and what holds for every dialplan."""

import pytest

from ivr.dialplan import interpreter
from ivr.dialplan.places import NODES_IN_A_PATH
from ivr.dialplan.step import Carried, End, Position
from ivr.telephony.causes import Cause
from ivr.telephony.events import CallerLeft, CommandFailed, Event
from ivr.telephony.ids import ChannelId
from tests.dialplan.examples import (
    CHANNEL,
    CONTACT,
    FACTS,
    dialplan,
    edition_of,
    failed,
    finished,
    play,
    playback,
    pressed,
    resynced,
    timed_out,
    walk,
)

FAILED = End(outcome="failed", failed=True)

PLAN = dialplan("""
start: menu
nodes:
  menu:
    type: menu
    prompt: {zh: 请按键。}
    keys: {1: bye}
    no_input: bye
    no_match: bye
  bye: {type: hang_up}
""")


@pytest.mark.parametrize(
    "event",
    [
        finished(7),
        failed(7),
        timed_out(99.0),
        pressed("1", channel=ChannelId("pbx-1.2")),
        resynced(1),
        CallerLeft(contact=CONTACT, at=101.0, channel=CHANNEL, cause=Cause.NORMAL),
        CommandFailed(contact=CONTACT, at=101.0, command="Play", about="another", reason="gone"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_that_does_not_concern_the_position_changes_nothing(event: Event) -> None:
    position = walk(PLAN).position

    step = interpreter.step(edition_of(PLAN), position, FACTS, event)

    assert step.position == position
    assert step.commands == ()
    assert step.handover is None


def test_a_deadline_that_was_moved_does_not_time_out() -> None:
    waiting = walk(PLAN, finished(1, at=105.0))
    moved = interpreter.step(edition_of(PLAN), waiting.position, FACTS, resynced(at=107.0))

    stale = interpreter.step(edition_of(PLAN), moved.position, FACTS, timed_out(110.0))

    assert moved.position.until == 112.0
    assert stale.position == moved.position


def test_the_end_of_a_prompt_told_twice_counts_once() -> None:
    once = walk(PLAN, finished(1, at=105.0))
    twice = interpreter.step(edition_of(PLAN), once.position, FACTS, finished(1, at=106.0))

    assert twice.position == once.position


def test_a_play_command_that_failed_counts_as_a_prompt_that_failed() -> None:
    event = CommandFailed(contact=CONTACT, at=101.0, command="Play", about=playback(1), reason="gone")

    assert walk(PLAN, event).position.until == 106.0


def test_a_prompt_still_playing_after_an_absence_is_left_alone() -> None:
    position = walk(PLAN).position

    assert interpreter.step(edition_of(PLAN), position, FACTS, resynced(1)).position == position


def test_playback_ids_go_on_from_those_the_contact_has_heard() -> None:
    step = interpreter.start(edition_of(PLAN), "main", FACTS, 100.0, Carried(plays=4))

    assert step.commands == (play(5, "请按键。"),)
    assert step.position.plays == 5


def test_a_circle_without_a_wait_ends_the_contact_as_failed() -> None:
    plan = dialplan("""
start: a
nodes:
  a: {type: branch, when: [{if: caller == "", next: b}], otherwise: b}
  b: {type: branch, when: [{if: caller == "", next: a}], otherwise: a}
""")

    assert walk(plan).handover == FAILED


def test_a_hundred_nodes_in_one_step_are_no_circle() -> None:
    names = [f"n{number}" for number in range(99)]
    nodes = "".join(
        f'  {here}: {{type: branch, when: [{{if: caller == "", next: {there}}}], otherwise: {there}}}\n'
        for here, there in zip(names, [*names[1:], "bye"], strict=True)
    )

    step = walk(dialplan(f"start: n0\nnodes:\n{nodes}  bye: {{type: hang_up}}\n"))

    assert step.handover == End(outcome="completed")


def test_a_start_that_is_missing_ends_the_contact_as_failed() -> None:
    assert walk(dialplan("start: x\nnodes:\n  bye: {type: hang_up}\n")).handover == FAILED


def test_an_exit_to_a_node_that_is_missing_ends_the_contact_as_failed() -> None:
    plan = dialplan("start: a\nnodes:\n  a: {type: say, prompt: {zh: 甲}, next: x}\n")

    assert walk(plan, finished(1)).handover == FAILED


def test_a_position_that_the_dialplan_does_not_have_ends_as_failed() -> None:
    lost = Position(dialplan="main", node="gone")

    assert interpreter.step(edition_of(PLAN), lost, FACTS, pressed("1")).handover == FAILED
    assert interpreter.take_exit(edition_of(PLAN), lost, FACTS, "timeout", 1.0).handover == FAILED


def test_an_exit_that_the_node_does_not_have_ends_the_contact_as_failed() -> None:
    position = walk(PLAN).position

    assert interpreter.take_exit(edition_of(PLAN), position, FACTS, "timeout", 1.0).handover == FAILED


def test_the_path_of_a_caller_who_walks_in_circles_stays_bounded() -> None:
    plan = dialplan("""
start: a
nodes:
  a: {type: menu, prompt: {zh: 甲}, keys: {1: b}, no_input: c, no_match: c}
  b: {type: menu, prompt: {zh: 乙}, keys: {1: a}, no_input: c, no_match: c}
  c: {type: hang_up}
""")

    step = walk(plan, *(pressed("1") for _ in range(500)))

    assert len(step.position.path) == NODES_IN_A_PATH
    assert step.position.path[-2:] == ("b", "a")
    assert step.position.plays == 501


def test_entering_a_node_forgets_the_attempts_and_digits_of_the_last() -> None:
    plan = dialplan("""
start: a
nodes:
  a: {type: collect, prompt: {zh: 甲}, into: a, most: 2, next: b, no_input: b, no_match: b}
  b: {type: menu, prompt: {zh: 乙}, keys: {1: b}, no_input: c, no_match: c}
  c: {type: hang_up}
""")

    position = walk(plan, pressed("#"), pressed("1"), pressed("2")).position

    assert position.node == "b"
    assert position.attempts == 0
    assert position.digits == ""
    assert position.values == {"a": "12"}
