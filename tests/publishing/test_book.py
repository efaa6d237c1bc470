"""The book: what is live, tried, retired and rolled back follows from the decisions alone."""

import pytest

from ivr.dialplan.messages import Message
from ivr.publishing.book import EVERYBODY, Audience, Book, Decision
from ivr.publishing.deciding import Order, approve, publish, roll_back
from ivr.publishing.errors import (
    AlreadySoError,
    NoDraftError,
    NothingLiveError,
    NothingToRollBackError,
    OwnApprovalError,
    UnknownVersionError,
)

TENTH = Audience(share=0.1)


def book(*deeds: tuple[Decision, ...]) -> Book:
    return Book(tuple(one for deed in deeds for one in deed))


def after(before: Book, decisions: tuple[Decision, ...]) -> Book:
    return Book((*before.decisions, *decisions))


def published(
    before: Book, version: str, by: str = "li", audience: Audience = EVERYBODY, approvals: int = 1
) -> Book:
    order = Order(version=version, by=by, at=float(before.next_seq), audience=audience)
    return after(before, publish(before, order, approvals))


def states(of: Book) -> dict[str, str]:
    return {one.version: one.state for one in of.versions()}


def test_an_empty_book_has_nothing() -> None:
    assert (Book().live(), Book().trial(), Book().versions()) == (None, None, ())


def test_a_version_goes_live_and_the_one_before_retires() -> None:
    now = published(published(Book(), "aaa"), "bbb")
    assert (now.live(), now.before(), states(now)) == ("bbb", "aaa", {"aaa": "retired", "bbb": "live"})


def test_a_version_is_tried_beside_the_live_one_and_goes_live_later() -> None:
    trying = published(published(Book(), "aaa"), "bbb", audience=TENTH)
    trial = trying.trial()
    assert trial is not None
    assert (trying.live(), trial.version, trial.audience) == ("aaa", "bbb", TENTH)
    assert states(trying) == {"aaa": "live", "bbb": "canary"}
    done = published(trying, "bbb")
    assert (done.trial(), states(done)) == (None, {"aaa": "retired", "bbb": "live"})


def test_another_version_for_everybody_ends_the_trial() -> None:
    now = published(published(published(Book(), "aaa"), "bbb", audience=TENTH), "ccc")
    assert (now.trial(), states(now)) == (None, {"aaa": "retired", "bbb": "retired", "ccc": "live"})


def test_another_version_that_is_tried_takes_the_place_of_the_first() -> None:
    now = published(published(published(Book(), "aaa"), "bbb", audience=TENTH), "ccc", audience=TENTH)
    assert states(now) == {"aaa": "live", "bbb": "retired", "ccc": "canary"}


def test_a_tried_version_is_rolled_back_and_says_why() -> None:
    trying = published(published(Book(), "aaa"), "bbb", audience=TENTH)
    now = after(trying, roll_back(trying, "", "switchroom", 9.0, Message("为什么", "why")))
    assert (now.live(), now.trial(), now.version("bbb").state) == ("aaa", None, "rolled_back")
    assert now.version("bbb").why == Message("为什么", "why")
    assert now.version("aaa").state == "live"


def test_a_live_version_is_rolled_back_to_the_one_before() -> None:
    live = published(published(published(Book(), "aaa"), "bbb"), "ccc")
    now = after(live, roll_back(live, "", "li", 9.0))
    assert (now.live(), states(now)) == ("bbb", {"aaa": "retired", "bbb": "live", "ccc": "rolled_back"})
    again = after(now, roll_back(now, "", "li", 10.0))
    assert again.live() == "aaa"
    with pytest.raises(NothingToRollBackError, match="nothing was live before"):
        roll_back(again, "", "li", 11.0)


def test_only_what_is_in_force_is_rolled_back() -> None:
    now = published(published(Book(), "aaa"), "bbb")
    with pytest.raises(NothingToRollBackError):
        roll_back(now, "aaa", "li", 9.0)


def test_a_version_of_before_can_be_published_again() -> None:
    now = published(published(published(Book(), "aaa"), "bbb"), "aaa")
    assert (now.live(), now.before(), states(now)) == ("aaa", "bbb", {"aaa": "live", "bbb": "retired"})


def test_what_is_in_force_is_not_published_again() -> None:
    trying = published(published(Book(), "aaa"), "bbb", audience=TENTH)
    with pytest.raises(AlreadySoError):
        published(trying, "aaa")
    with pytest.raises(AlreadySoError):
        published(trying, "bbb", audience=TENTH)
    assert published(trying, "bbb", audience=Audience(share=0.5)).trial() is not None


def test_nothing_is_tried_where_nothing_is_live() -> None:
    with pytest.raises(NothingLiveError):
        published(Book(), "aaa", audience=TENTH)


def test_a_second_person_approves_what_the_first_one_published() -> None:
    live = published(Book(), "aaa")
    waiting = published(live, "bbb", by="li", audience=TENTH, approvals=2)
    assert (waiting.trial(), waiting.version("bbb").state) == (None, "draft")
    with pytest.raises(OwnApprovalError, match="somebody else"):
        approve(waiting, "bbb", "li", 9.0, approvals=2)
    done = after(waiting, approve(waiting, "bbb", "wang", 9.0, approvals=2))
    assert done.version("bbb").state == "canary"
    assert done.version("bbb").agreed == ("li", "wang")
    assert done.version("bbb").audience == TENTH


def test_with_three_approvals_the_second_is_not_enough() -> None:
    waiting = published(published(Book(), "aaa"), "bbb", by="li", approvals=3)
    second = after(waiting, approve(waiting, "bbb", "wang", 9.0, approvals=3))
    assert second.version("bbb").state == "draft"
    third = after(second, approve(second, "bbb", "zhao", 10.0, approvals=3))
    assert third.live() == "bbb"


def test_who_publishes_what_somebody_else_drafted_gives_his_word_for_it() -> None:
    waiting = published(published(Book(), "aaa"), "bbb", by="li", approvals=2)
    assert published(waiting, "bbb", by="li", audience=TENTH, approvals=2).live() == "aaa"
    assert published(waiting, "bbb", by="wang", approvals=2).live() == "bbb"


def test_only_a_draft_is_approved() -> None:
    live = published(Book(), "aaa")
    with pytest.raises(NoDraftError):
        approve(live, "aaa", "wang", 9.0, approvals=2)


def test_a_version_is_named_by_the_beginning_of_its_id() -> None:
    now = published(published(Book(), "abc"), "abd")
    assert now.version("abc").version == "abc"
    for unknown in ("ab", "x", ""):
        with pytest.raises(UnknownVersionError, match="abc, abd"):
            now.version(unknown)


def test_what_was_live_at_a_time_is_known() -> None:
    now = published(published(Book(), "aaa"), "bbb")
    first, second = (one.at for one in now.decisions if one.what == "live")
    assert [now.live_at(at) for at in (first - 1, first, second - 0.5, second)] == [None, "aaa", "aaa", "bbb"]


def test_errors_are_told_in_chinese_too() -> None:
    with pytest.raises(AlreadySoError) as error:
        published(published(Book(), "aaa"), "aaa")
    assert error.value.told().zh == "版本 aaa 已在使用，无需再发布"
