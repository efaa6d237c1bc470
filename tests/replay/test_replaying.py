"""Replaying: the journal leads to the same commands, and what changed meanwhile is found."""

import pytest

from ivr.calls.phases import Ended
from ivr.dialplan.edition import Edition, read_edition
from ivr.replay.replaying import Divergence, Replayed, hash_of, replayed
from tests.calls.transcript import FOLDER, edition
from tests.replay.journals import BALANCE, EDITION, REPAIR, again, journal
from tests.server.examples import TO_TALKING


def other(old: str, new: str) -> Edition:
    """The transcripts' centre with another main dialplan."""
    files = {path.name: path.read_bytes() for path in sorted((FOLDER / "centre").glob("*.yaml"))}
    assert old in files["main.yaml"].decode()
    files["main.yaml"] = files["main.yaml"].replace(old.encode(), new.encode(), 1)
    read = read_edition(files)
    assert isinstance(read, Edition), [problem.in_language("en") for problem in read]
    return read


@pytest.mark.parametrize("lines", [BALANCE, REPAIR, (*TO_TALKING, "60.0 agent 1 leaves: normal")])
def test_a_journal_leads_to_the_same_commands(lines: tuple[str, ...]) -> None:
    assert len(again(journal(*lines))) == len(lines)


def test_the_last_phase_is_that_of_then() -> None:
    assert isinstance(again(journal(*REPAIR))[-1].transition.phase, Ended)


def test_equal_commands_have_one_hash_and_others_another() -> None:
    first, second = (step.transition.commands for step in again(journal(*BALANCE))[:2])
    assert hash_of(first) == hash_of(first) != hash_of(second)


def found(*lines: str, now: Edition | None) -> list[Replayed | Divergence]:
    return list(replayed(journal(*lines), lambda version, at: now))


def test_other_dialplans_diverge_where_they_differ() -> None:
    *same, last = found(*BALANCE, now=other("您的余额为一百元。", "您的余额为两百元。"))
    assert isinstance(last, Divergence)
    assert (len(same), last.entry.seq) == (5, 6)
    assert "the commands after DigitPressed are other ones than then" in last.why.en
    assert "0.1" in last.why.zh


def test_lost_texts_are_said_to_be_lost() -> None:
    (last,) = found(*REPAIR, now=None)
    assert isinstance(last, Divergence)
    assert f"version {EDITION.version} are gone" in last.why.en


def test_a_journal_without_its_beginning_cannot_be_run() -> None:
    (last,) = replayed(journal(*REPAIR)[1:], lambda version, at: edition())
    assert isinstance(last, Divergence)
    assert "does not begin" in last.why.en


def test_an_event_of_another_code_is_no_crash() -> None:
    from msgspec.structs import replace

    broken = replace(journal(*REPAIR)[0], event=b'{"event":"Unheard"}')
    (last,) = replayed([broken], lambda version, at: edition())
    assert isinstance(last, Divergence)
    assert "cannot be read" in last.why.en
