"""Trying: callers of both versions are counted, and a version in which they fare worse is rolled back."""

import pytest
from msgspec.structs import replace

from ivr.calls.phases import Ended, InDialplan
from ivr.publishing.book import Audience, Book, Decision
from ivr.publishing.judging import Tally, TooFew
from ivr.server.publishing import Publishing
from ivr.server.trying import Trying
from ivr.telephony.causes import Cause
from ivr.telephony.events import CallerLeft
from ivr.telephony.ids import ContactId
from tests.server.examples import EDITION, phase_after, steps
from tests.server.test_publishing import Library

OLD, NEW = "old", "new"


class Tallies(Library):
    """Keeps tallies in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.kept_tallies: dict[tuple[int, str], Tally] = {}

    async def save_tally(self, trial: int, version: str, tally: Tally) -> None:
        self.kept_tallies[trial, version] = tally

    async def tallies(self, trial: int) -> dict[str, Tally]:
        return {version: tally for (of, version), tally in self.kept_tallies.items() if of == trial}


class Trial:
    """A version is tried on half of the calls since the time 0."""

    def __init__(self, audience: Audience) -> None:
        self.keeper = Tallies()
        self.keeper.decided = [
            Decision(seq=1, at=0.0, version=OLD, what="live", by="li"),
            Decision(seq=2, at=0.0, version=NEW, what="tried", by="li", audience=audience),
        ]
        self.publishing = Publishing(_NoEditions(), self.keeper, lambda: 9.0)  # type: ignore[arg-type]
        self.publishing.book = Book(tuple(self.keeper.decided))
        self.trying = Trying(self.publishing, self.keeper, lambda version: EDITION.dialplans, lambda: 9.0)
        self.calls = 0

    def call(self, version: str, gives_up: bool) -> None:
        """A caller who hangs up in the menu, or does what he came for."""
        self.calls += 1
        menu = phase_after("0.0 arrives 4001 from 13800138000")
        assert isinstance(menu, InDialplan)
        contact = replace(menu.contact, id=ContactId(f"c-{self.calls}"), version=version)
        menu = replace(menu, contact=contact)
        over = Ended(contact=contact, outcome="left_in_menu" if gives_up else "self_service", at=3.0)
        left = CallerLeft(contact=contact.id, at=3.0, channel=contact.channel, cause=Cause.NORMAL)
        self.trying.step(None, steps("0.0 arrives 4001 from 13800138000")[0][1], menu)
        self.trying.step(menu, left, over)


class _NoEditions:
    """Nothing goes live here."""

    async def from_storage(self, version: str) -> None:
        return None

    def end_trial(self) -> None:
        return None

    def present(self) -> object:
        return replace(EDITION, version=OLD)


@pytest.fixture
def trial() -> Trial:
    return Trial(Audience(share=0.5))


async def test_a_version_whose_callers_give_up_is_rolled_back_and_says_why(trial: Trial) -> None:
    for number in range(40):
        trial.call(OLD, gives_up=number % 10 == 0)
        trial.call(NEW, gives_up=number % 10 != 0)
        await trial.trying.look()
        if trial.publishing.book.trial() is None:
            break
    assert trial.calls < 80
    rolled = trial.publishing.book.version(NEW)
    assert (rolled.state, trial.publishing.book.live()) == ("rolled_back", OLD)
    assert "gave up" in rolled.why.en
    assert "中途挂机" in rolled.why.zh


async def test_a_version_as_good_as_the_old_one_stays(trial: Trial) -> None:
    for number in range(100):
        trial.call(OLD, gives_up=number % 5 == 0)
        trial.call(NEW, gives_up=number % 5 == 1)
        await trial.trying.look()
    assert trial.publishing.book.trial() is not None
    assert trial.trying.tallies == {
        OLD: Tally(calls=100, abandoned=20),
        NEW: Tally(calls=100, abandoned=20),
    }


async def test_after_few_calls_it_is_said_that_they_are_few(trial: Trial) -> None:
    trial.call(NEW, gives_up=True)
    assert isinstance(trial.trying.verdict(), TooFew)


async def test_a_version_for_one_number_is_counted_and_not_judged() -> None:
    trial = Trial(Audience(only_from="13800138000"))
    for _ in range(60):
        trial.call(OLD, gives_up=False)
        trial.call(NEW, gives_up=True)
    await trial.trying.look()
    assert trial.trying.verdict() is None
    assert trial.publishing.book.trial() is not None


async def test_contacts_of_before_of_others_and_of_agents_do_not_count(trial: Trial) -> None:
    trial.call("another", gives_up=True)
    trial.publishing.book = Book(
        (
            trial.keeper.decided[0],
            replace(trial.keeper.decided[1], at=2_000_000.0),
        )
    )
    trial.call(OLD, gives_up=True)
    assert trial.trying.tallies == {}


async def test_tallies_survive_a_restart_and_end_with_their_trial(trial: Trial) -> None:
    trial.call(NEW, gives_up=True)
    await trial.trying.look()
    later = Trial(Audience(share=0.5))
    later.keeper.kept_tallies = trial.keeper.kept_tallies
    await later.trying.recall()
    later.call(NEW, gives_up=False)
    assert later.trying.tallies == {NEW: Tally(calls=2, abandoned=1)}
    another = Decision(seq=3, at=0.0, version=NEW, what="tried", by="li", audience=Audience(share=0.9))
    later.publishing.book = Book((*later.keeper.decided, another))
    later.call(NEW, gives_up=False)
    assert later.trying.tallies == {NEW: Tally(calls=1)}
