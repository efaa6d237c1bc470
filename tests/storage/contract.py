"""The contract of a store: what every storage backend must do.

A backend's test is a class of three lines that takes ``StoreContract`` and gives ``url``.
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import chain

import pytest

from ivr.dialplan.messages import Message
from ivr.publishing.book import Audience, Decision
from ivr.publishing.judging import Tally
from ivr.storage.errors import (
    AlreadyThereError,
    NewerDatabaseError,
    StorageError,
    StoreClosedError,
    TwoWritersError,
)
from ivr.storage.store import Store, mark_of
from ivr.storage.values import AnswerFilter, AuditFilter, ContactFilter, LiveContact, Mark, RecordingState
from ivr.telephony.ids import ContactId
from tests.storage.examples import (
    a_miss,
    a_record,
    a_recording,
    a_save,
    a_shift,
    a_talk,
    a_wait,
    an_answer,
    an_audit,
)

WORDS = Message("因为", "because")
ONE = ContactId("node-1700000000-1")


class StoreContract:
    """Tests of one backend, whose database is at the fixture ``url`` and is empty."""

    @pytest.fixture
    async def store(self, url: str) -> AsyncIterator[Store]:
        async with Store.open(url, "0.1") as store:
            yield store

    async def test_a_save_leaves_a_journal_entry_and_a_live_contact(self, store: Store) -> None:
        await store.save(a_save(ONE, 1, event=b"{}", phase=b"\x00\xff", phase_schema=3, at=12.25))
        (entry,) = await store.journal(ONE)
        assert (entry.seq, entry.at, entry.event, entry.commands_hash) == (1, 12.25, b"{}", "c1")
        assert (entry.dialplan_version, entry.code_version) == ("d1", "0.1")
        assert await store.live() == (
            LiveContact(
                contact=ONE, seq=1, at=12.25, dialplan_version="d1", phase=b"\x00\xff", phase_schema=3
            ),
        )

    async def test_the_journal_is_in_the_order_of_the_events(self, store: Store) -> None:
        for seq in range(1, 13):
            await store.save(a_save(ONE, seq))
        assert [entry.seq for entry in await store.journal(ONE)] == list(range(1, 13))

    async def test_only_the_newest_phase_is_live(self, store: Store) -> None:
        await store.save(a_save(ONE, 1, phase=b"old"))
        await store.save(a_save(ONE, 2, phase=b"new"))
        assert [(contact.seq, contact.phase) for contact in await store.live()] == [(2, b"new")]

    async def test_a_contact_that_ended_is_a_record_and_no_longer_live(self, store: Store) -> None:
        await store.save(a_save(ONE, 1))
        await store.save(a_save(ONE, 2, phase=None, record=a_record(ONE)))
        assert await store.live() == ()
        assert await store.contact(ONE) == a_record(ONE)
        assert len(await store.journal(ONE)) == 2

    async def test_a_second_save_of_the_same_event_names_both_and_changes_nothing(self, store: Store) -> None:
        await store.save(a_save(ONE, 1, phase=b"first"))
        with pytest.raises(TwoWritersError, match=f"event 1 of contact {ONE}.*two writers"):
            await store.save(a_save(ONE, 1, phase=b"second", answers=(an_answer(ONE, "k"),)))
        assert [contact.phase for contact in await store.live()] == [b"first"]
        assert await store.answers(AnswerFilter()) == ()

    async def test_of_many_saves_at_once_only_the_one_that_is_wrong_fails(self, store: Store) -> None:
        await store.save(a_save("c-7", 1))
        saves = (store.save(a_save(f"c-{n}", 1)) for n in range(20))
        outcomes = await asyncio.gather(*saves, return_exceptions=True)
        assert [n for n, outcome in enumerate(outcomes) if outcome is not None] == [7]
        assert len(await store.live()) == 20

    async def test_a_value_that_no_column_holds_fails_alone_and_the_store_goes_on(self, store: Store) -> None:
        saves = (store.save(a_save(f"c-{n}", 2**70 if n == 3 else 1)) for n in range(5))
        outcomes = await asyncio.gather(*saves, return_exceptions=True)
        assert [isinstance(outcome, StorageError) for outcome in outcomes] == [n == 3 for n in range(5)]
        await store.save(a_save("c-9", 1))

    async def test_an_answer_given_twice_is_one_answer_and_the_first_stays(self, store: Store) -> None:
        first = an_answer(ONE, "k1", answer="5")
        await store.save(a_save(ONE, 1, answers=(first,)))
        await store.save(a_save(ONE, 2, answers=(an_answer(ONE, "k1", answer="1"),)))
        assert await store.answers(AnswerFilter()) == (first,)

    async def test_a_record_is_read_with_what_its_caller_answered(self, store: Store) -> None:
        answers = (an_answer(ONE, "k1"), an_answer(ONE, "k2", question="solved", answer="1"))
        await store.save(a_save(ONE, 1, phase=None, record=a_record(ONE), answers=answers))
        await store.save(a_save("c-2", 1, phase=None, record=a_record("c-2", arrived_at=900.0)))
        assert [r.survey for r in await store.search(ContactFilter())] == [{"csat": "5", "solved": "1"}, {}]

    async def test_text_in_any_script_and_hostile_text_come_back_as_they_were(self, store: Store) -> None:
        hostile = "张伟\"';--\r\n${SHELL(x)}\x00🙂"
        await store.save(a_save(ONE, 1, phase=None, record=a_record(ONE, caller=hostile, path=(hostile,))))
        (found,) = await store.search(ContactFilter(caller=hostile))
        assert (found.caller, found.path) == (hostile, (hostile,))

    async def test_withheld_callers_are_not_one_another(self, store: Store) -> None:
        for contact, raw in ((ONE, "Anonymous"), ("c-2", "")):
            withheld = a_record(contact, caller="", caller_raw=raw)
            await store.save(a_save(contact, 1, phase=None, record=withheld))
        assert await store.search(ContactFilter(caller="")) == ()
        assert {(record.caller, record.caller_raw) for record in await store.search(ContactFilter())} == {
            ("", "Anonymous"),
            ("", ""),
        }

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (ContactFilter(), ["c-4", "c-3", "c-2", "c-1"]),
            (ContactFilter(caller="110"), ["c-2"]),
            (ContactFilter(agent="8002"), ["c-3"]),
            (ContactFilter(agent=""), ["c-4"]),
            (ContactFilter(queue="vip"), ["c-3", "c-2"]),
            (ContactFilter(outcome="abandoned"), ["c-4"]),
            (ContactFilter(since=20.0, until=40.0), ["c-3", "c-2"]),
            (ContactFilter(queue="vip", since=21.0), ["c-3"]),
            (ContactFilter(caller="' OR 1=1 --"), []),
        ],
    )
    async def test_a_search_finds_by(self, store: Store, wanted: ContactFilter, found: list[str]) -> None:
        records = (
            a_record("c-1", arrived_at=10.0),
            a_record("c-2", arrived_at=20.0, caller="110", queue="vip"),
            a_record("c-3", arrived_at=30.0, agent="8002", queue="vip"),
            a_record("c-4", arrived_at=40.0, agent="", queue="", outcome="abandoned"),
        )
        for record in records:
            await store.save(a_save(record.contact, 1, phase=None, record=record))
        assert [record.contact for record in await store.search(wanted)] == found

    async def test_pages_follow_one_another_without_gap_or_repetition(self, store: Store) -> None:
        for number in range(25):  # five contacts arrive in each second
            record = a_record(f"c-{number:02}", arrived_at=float(number // 5))
            await store.save(a_save(record.contact, 1, phase=None, record=record))
        pages, mark = [], None
        while page := await store.search(ContactFilter(), limit=4, before=mark):
            pages.append([record.contact for record in page])
            mark = mark_of(page[-1])
        assert [len(page) for page in pages] == [4, 4, 4, 4, 4, 4, 1]
        assert list(chain.from_iterable(pages)) == [f"c-{number:02}" for number in reversed(range(25))]

    async def test_a_page_without_a_sensible_size_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="limit is 0; a page has 1 to 1000 rows"):
            await store.search(ContactFilter(), limit=0)

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (AnswerFilter(), ["k3", "k2", "k1"]),
            (AnswerFilter(contact="c-1"), ["k2", "k1"]),
            (AnswerFilter(survey="other"), ["k3"]),
            (AnswerFilter(question="solved"), ["k2"]),
            (AnswerFilter(agent="8002"), ["k3"]),
            (AnswerFilter(queue="vip"), ["k3"]),
            (AnswerFilter(since=2.0, until=3.0), ["k2"]),
        ],
    )
    async def test_answers_are_found_by(self, store: Store, wanted: AnswerFilter, found: list[str]) -> None:
        answers = (
            an_answer("c-1", "k1", at=1.0),
            an_answer("c-1", "k2", at=2.0, question="solved"),
            an_answer("c-2", "k3", at=3.0, survey="other", agent="8002", queue="vip"),
        )
        await store.save(a_save("c-1", 1, answers=answers))
        assert [answer.key for answer in await store.answers(wanted)] == found

    async def test_answers_come_in_pages(self, store: Store) -> None:
        answers = tuple(an_answer(ONE, f"k{n}", at=float(n)) for n in range(3))
        await store.save(a_save(ONE, 1, answers=answers))
        assert [a.key for a in await store.answers(AnswerFilter(), limit=2)] == ["k2", "k1"]
        rest = await store.answers(AnswerFilter(), limit=2, before=Mark(at=1.0, key="k1"))
        assert [a.key for a in rest] == ["k0"]

    async def test_audits_are_kept_once_and_found_by_whom_they_are_about(self, store: Store) -> None:
        first = an_audit("a1")
        refused = an_audit("a2", at=1030.0, watched="8002", allowed=False)
        await store.save(a_save(ONE, 1, audits=(first, refused)))
        await store.save(a_save(ONE, 2, audits=(an_audit("a1", action="barge"),)))
        assert await store.audits(AuditFilter()) == (refused, first)
        assert await store.audits(AuditFilter(watched="8001")) == (first,)
        assert await store.audits(AuditFilter(agent="8001")) == ()
        assert await store.audits(AuditFilter(contact=first.contact, since=1025.0)) == (refused,)
        assert await store.audits(AuditFilter(), before=Mark(at=1030.0, key="a2")) == (first,)

    async def test_waits_talks_and_misses_are_kept_once_and_found_by_when_they_ended(
        self, store: Store
    ) -> None:
        of_one = (a_wait("p1", 20.0), a_talk("l1", 30.0), a_miss("8002", 15.0))
        await store.save(a_save(ONE, 1, stretches=of_one))
        await store.save(a_save(ONE, 2, stretches=(*of_one, a_wait("p2", 40.0), a_talk("l2", 40.0))))

        assert await store.waits(20.0, 40.0) == (a_wait("p1", 20.0),)
        assert await store.talks(0.0, 99.0) == (a_talk("l1", 30.0), a_talk("l2", 40.0))
        assert await store.misses(15.0, 15.5) == (a_miss("8002", 15.0),)
        assert await store.misses(16.0, 99.0) == ()

    async def test_the_ledger_keeps_one_row_a_contact_the_newest(self, store: Store) -> None:
        await store.save(a_save(ONE, 1, recordings=(a_recording(ONE),)))
        assert await store.recording(ONE) == a_recording(ONE)
        done = a_recording(
            ONE, file=f"{ONE}.wav", seconds=30.0, bytes=2**33, sha256="ab", state=RecordingState.STORED
        )
        await store.save_recording(done)
        assert await store.recording(ONE) == done
        await store.save(a_save(ONE, 2, recordings=(a_recording(ONE, started_at=99.0),)))
        assert await store.recording(ONE) == done, "who opens it again changes nothing"
        assert await store.recording(ContactId("c-404")) is None

    async def test_the_ledger_is_read_by_state_and_in_pages(self, store: Store) -> None:
        for number in range(6):
            state = RecordingState.BROKEN if number % 2 else RecordingState.STORED
            await store.save_recording(a_recording(f"c-{number}", started_at=float(number), state=state))
        assert [row.contact for row in await store.recordings()] == [f"c-{n}" for n in range(5, -1, -1)]
        broken = await store.recordings(RecordingState.BROKEN, limit=2)
        assert [row.contact for row in broken] == ["c-5", "c-3"]
        rest = await store.recordings(RecordingState.BROKEN, before=Mark(at=3.0, key="c-3"))
        assert [row.contact for row in rest] == ["c-1"]

    async def test_a_shift_takes_the_place_of_the_one_before(self, store: Store) -> None:
        await store.save_shift(a_shift("8002"))
        await store.save_shift(a_shift("8001"))
        paused = a_shift("8002", paused="lunch", wrap_up_until=1234.5)
        await store.save_shift(paused)
        assert await store.shifts() == (a_shift("8001"), paused)

    async def test_the_texts_of_a_version_stay_as_they_were_first_kept(self, store: Store) -> None:
        await store.keep_texts("v1", {"main.yaml": "菜单".encode(), "vip.yaml": b"\x00"})
        await store.keep_texts("v1", {"main.yaml": b"changed", "vip.yaml": b""})
        assert await store.texts("v1") == {"main.yaml": "菜单".encode(), "vip.yaml": b"\x00"}
        assert await store.texts("v2") is None

    async def test_a_journal_that_is_let_go_takes_nothing_else_along(self, store: Store) -> None:
        for contact, version in (("c-1", "d1"), ("c-2", "d2"), ("c-3", "d1")):
            await store.save(a_save(contact, 1, dialplan_version=version))
            ended = {"phase": None, "record": a_record(contact), "answers": (an_answer(contact, contact),)}
            await store.save(a_save(contact, 2, dialplan_version=version, **ended))
        assert [(one.contact, one.at, one.last_version) for one in await store.journaled("", 2)] == [
            ("c-1", 1002.0, "d1"),
            ("c-2", 1002.0, "d2"),
        ]
        assert [one.contact for one in await store.journaled("c-2", 2)] == ["c-3"]
        await store.forget(["c-1", "c-3"])
        assert [one.contact for one in await store.journaled("", 9)] == ["c-2"]
        assert await store.journal(ContactId("c-1")) == ()
        assert len(await store.search(ContactFilter())) == len(await store.answers(AnswerFilter())) == 3

    async def test_texts_that_are_let_go_are_gone_and_may_be_kept_again(self, store: Store) -> None:
        for version in ("v1", "v2"):
            await store.keep_texts(version, {"main.yaml": b"a", "vip.yaml": b"b"})
        assert await store.versions() == {"v1", "v2"}
        await store.lose_texts("v1")
        assert (await store.versions(), await store.texts("v1")) == ({"v2"}, None)
        await store.keep_texts("v1", {"main.yaml": b"c"})
        assert await store.texts("v1") == {"main.yaml": b"c"}

    async def test_a_version_without_texts_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="version v1 has no texts"):
            await store.keep_texts("v1", {})

    async def test_what_was_saved_is_there_when_the_store_is_opened_again(self, url: str) -> None:
        async with Store.open(url, "0.1") as store:
            await asyncio.gather(*(store.save(a_save(f"c-{n}", 1)) for n in range(50)))
        async with Store.open(url, "0.2") as store:
            assert len(await store.live()) == 50

    async def test_two_stores_on_one_database_see_each_others_saves(self, url: str) -> None:
        async with Store.open(url, "0.1") as first, Store.open(url, "0.1") as second:
            await first.save(a_save(ONE, 1))
            with pytest.raises(TwoWritersError):
                await second.save(a_save(ONE, 1))
            await second.save(a_save(ONE, 2))
            assert [entry.seq for entry in await first.journal(ONE)] == [1, 2]

    async def test_saves_that_wait_when_the_store_closes_are_stored(self, url: str) -> None:
        async with Store.open(url, "0.1") as store:
            waiting = [asyncio.create_task(store.save(a_save(f"c-{n}", 1))) for n in range(100)]
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)
        async with Store.open(url, "0.1") as store:
            assert len(await store.live()) == 100

    async def test_a_closed_store_says_so(self, url: str) -> None:
        async with Store.open(url, "0.1") as store:
            pass
        with pytest.raises(StoreClosedError, match="the store is closed; nothing was stored"):
            await store.save(a_save(ONE, 1))

    async def test_a_caller_who_gives_up_does_not_disturb_the_others(self, store: Store) -> None:
        impatient = asyncio.create_task(store.save(a_save("c-1", 1)))
        patient = asyncio.create_task(store.save(a_save("c-2", 1)))
        await asyncio.sleep(0)
        impatient.cancel()
        await patient
        assert "c-2" in {contact.contact for contact in await store.live()}

    async def test_a_database_of_a_newer_version_is_left_alone(self, url: str) -> None:
        async with Store.open(url, "0.2"):
            pass
        await self.pretend_newer(url)
        with pytest.raises(NewerDatabaseError, match=r"9999, which version 0\.1 does not know: start the"):
            async with Store.open(url, "0.1"):
                pass

    async def pretend_newer(self, url: str) -> None:
        """Give the database the form ``9999``, which no code knows."""
        raise NotImplementedError

    async def test_decisions_are_kept_in_their_order(self, store: Store) -> None:
        first = Decision(seq=1, at=1.5, version="abc", what="drafted", by="li", note="n", changes=(WORDS,))
        second = Decision(
            seq=2, at=2.5, version="abc", what="tried", by="li", why=WORDS, audience=Audience(share=0.1)
        )
        await store.decide([first, second])
        assert await store.decisions() == (first, second)
        assert await store.decisions(after=1) == (second,)

    async def test_of_two_who_decide_at_once_the_second_is_told(self, store: Store) -> None:
        await store.decide([Decision(seq=1, at=1.0, version="abc", what="live", by="li")])
        with pytest.raises(AlreadyThereError, match="decisions"):
            await store.decide([Decision(seq=1, at=1.0, version="def", what="live", by="wang")])
        assert [one.version for one in await store.decisions()] == ["abc"]

    async def test_the_last_tally_of_a_version_stays(self, store: Store) -> None:
        await store.save_tally(2, "abc", Tally(calls=1))
        await store.save_tally(2, "abc", Tally(calls=2, abandoned=1))
        await store.save_tally(2, "def", Tally(calls=7))
        await store.save_tally(3, "abc", Tally(calls=9))
        assert await store.tallies(2) == {"abc": Tally(calls=2, abandoned=1), "def": Tally(calls=7)}
