"""Tracing: a contact's way in words."""

from ivr.replay.replaying import replayed
from ivr.replay.tracing import trace
from tests.replay.journals import BALANCE, EDITION, REPAIR, journal
from tests.server.examples import TO_TALKING


def told(*lines: str, language: str = "en") -> list[str]:
    steps = replayed(journal(*lines), lambda version, at: EDITION)
    return [f"{line.at - 1_000_000:g} {line.text.in_language(language)}" for line in trace(steps)]


def test_the_way_through_a_menu_and_a_number_that_was_typed() -> None:
    way = told(*BALANCE)
    assert way[:4] == [
        f"0 a call from +8613800138000 to 4001 (version {EDITION.version})",
        "0 hears at main.menu: 报修请按一，余额请按二。",
        "3 pressed 2",
        "3 left main.menu by key 2",
    ]
    assert "5.5 left main.account by next" in way
    assert "5.5 left main.tier by otherwise" in way
    assert way[-1] == "13 over: self_service"


def test_waiting_ringing_and_talking_are_told_in_chinese() -> None:
    way = told(*TO_TALKING, "60.0 agent 1 leaves: normal", language="zh")
    for said in (
        "1 在队列 repair 中等待",
        "2 坐席 8001 振铃",
        "5 与坐席 8001 通话",
        "60 坐席挂机",
        "60 进入满意度调查",
    ):
        assert said in way


def test_giving_up_is_told() -> None:
    assert told(*REPAIR)[-3:] == [
        "20 the caller hung up",
        "20 main.repair was the last node",
        "20 over: left_in_queue",
    ]


def test_where_the_replay_ends_the_way_is_said_to_be_lost() -> None:
    steps = replayed(journal(*REPAIR), lambda version, at: None)
    (line,) = trace(steps)
    assert line.text.en.startswith("from here on the way cannot be told: the texts of dialplan version")
