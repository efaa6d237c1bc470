"""Deciding about versions: publishing, approving and rolling back, as decisions to add to the book."""

import msgspec

from ivr.dialplan.messages import NOTHING, Message
from ivr.publishing.book import EVERYBODY, Audience, Book, Decision, What
from ivr.publishing.errors import (
    AlreadySoError,
    NoDraftError,
    NothingLiveError,
    NothingToRollBackError,
    OwnApprovalError,
)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody wants a version published for an audience, now (``at``, epoch seconds)."""

    version: str
    by: str
    at: float
    note: str = ""
    audience: Audience = EVERYBODY
    changes: tuple[Message, ...] = ()


def publish(book: Book, order: Order, approvals: int) -> tuple[Decision, ...]:
    """Draft the version, and put it in force if ``approvals`` people have given their word for it.

    Raises AlreadySoError and NothingLiveError.
    """
    _must_change_something(book, order)
    agreed = {*book.agreed(order.version), order.by}
    wanted = [_drafted(book, order)] if _is_news(book, order) else []
    if len(agreed) >= approvals:
        wanted.append(_in_force(book, order, book.next_seq + len(wanted)))
    return tuple(wanted)


def approve(book: Book, version: str, by: str, at: float, approvals: int) -> tuple[Decision, ...]:
    """Give one's word for a draft; with the last word that was missing it goes in force.

    Raises UnknownVersionError, NoDraftError and OwnApprovalError.
    """
    known = book.version(version)
    draft = book.drafted(known.version)
    if known.state != "draft" or draft is None:
        raise NoDraftError(known.version)
    if by in known.agreed:
        raise OwnApprovalError(known.version, by)
    approved = Decision(seq=book.next_seq, at=at, version=known.version, what="approved", by=by)
    if len(known.agreed) + 1 < approvals:
        return (approved,)
    order = Order(version=known.version, by=by, at=at, audience=draft.audience)
    if not order.audience.everybody() and book.live() is None:
        raise NothingLiveError
    return (approved, _in_force(book, order, approved.seq + 1))


def roll_back(book: Book, version: str, by: str, at: float, why: Message = NOTHING) -> tuple[Decision, ...]:
    """Take a version out of force: by default the one that is tried, else the live one.

    The calls that it has go on with it; new ones meet the version that was live before.  Raises
    UnknownVersionError and NothingToRollBackError.
    """
    trial, live = book.trial(), book.live()
    in_force = trial.version if trial else live or ""
    meant = book.version(version).version if version else in_force
    tried = trial is not None and meant == trial.version
    if not meant or not (tried or (meant == live and book.before() is not None)):
        raise NothingToRollBackError(meant)
    return (Decision(seq=book.next_seq, at=at, version=meant, what="rolled_back", by=by, why=why),)


def _must_change_something(book: Book, order: Order) -> None:
    trial = book.trial()
    if order.version == book.live():
        raise AlreadySoError(order.version)
    if trial is not None and (order.version, order.audience) == (trial.version, trial.audience):
        raise AlreadySoError(order.version)
    if not order.audience.everybody() and book.live() is None:
        raise NothingLiveError


def _is_news(book: Book, order: Order) -> bool:
    """Whether the version was not drafted by this author for this audience since it was in force."""
    known = {one.version: one for one in book.versions()}.get(order.version)
    if known is None or known.state in ("retired", "rolled_back"):
        return True
    return order.by not in known.agreed or (known.state == "draft" and known.audience != order.audience)


def _drafted(book: Book, order: Order) -> Decision:
    return Decision(
        seq=book.next_seq,
        at=order.at,
        version=order.version,
        what="drafted",
        by=order.by,
        note=order.note,
        audience=order.audience,
        changes=order.changes,
    )


def _in_force(book: Book, order: Order, seq: int) -> Decision:
    what: What = "live" if order.audience.everybody() else "tried"
    return Decision(
        seq=seq, at=order.at, version=order.version, what=what, by=order.by, audience=order.audience
    )
