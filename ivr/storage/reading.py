"""Reading: the queries, and how their rows become values."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, ColumnElement, Row, Select, Table, func, select, tuple_

from ivr.storage import tables
from ivr.storage.values import AnswerFilter, AuditFilter, ContactFilter, ContactRecord, Mark, RecordingState

MOST_ROWS = 1000

_Value = TypeVar("_Value", bound=msgspec.Struct)
_Row = Row[*tuple[Any, ...]]


def as_value(row: _Row, kind: type[_Value]) -> _Value:
    """The row as a value of this kind."""
    return msgspec.convert(_cells(row), kind)


def as_record(row: _Row, survey: Mapping[str, str]) -> ContactRecord:
    """The row as a contact record, joined with what its caller answered."""
    path = msgspec.json.decode(row.path, type=tuple[str, ...])
    told = {"caller": row.caller or "", "path": path, "survey": survey}
    return msgspec.convert({**_cells(row), **told}, ContactRecord)


def live_contacts() -> Select[*tuple[Any, ...]]:
    """All live contacts, the longest quiet first."""
    return select(tables.live).order_by(tables.live.c.at, tables.live.c.contact)


def texts(version: str) -> Select[*tuple[Any, ...]]:
    """The texts of one dialplan version."""
    return select(tables.texts).where(tables.texts.c.version == version)


def shifts() -> Select[*tuple[Any, ...]]:
    """All shifts, by agent."""
    return select(tables.shifts).order_by(tables.shifts.c.agent)


def journal(contact: str) -> Select[*tuple[Any, ...]]:
    """A contact's events in their order."""
    table = tables.journal
    return select(table).where(table.c.contact == contact).order_by(table.c.seq)


def journaled(after: str, limit: int) -> Select[*tuple[Any, ...]]:
    """The contacts of the journal by their ids, from after ``after`` on."""
    table = tables.journal
    return (
        select(
            table.c.contact,
            func.max(table.c.at).label("at"),
            func.min(table.c.dialplan_version).label("first_version"),
            func.max(table.c.dialplan_version).label("last_version"),
        )
        .where(table.c.contact > after)
        .group_by(table.c.contact)
        .order_by(table.c.contact)
        .limit(limit)
    )


def board_chapters() -> Select[*tuple[Any, ...]]:
    """The chapters of the board's history without how each began, and when the last change in it was."""
    chapters, changes = tables.board_chapters, tables.board_changes
    of_it = select(changes.c.at).where(changes.c.chapter == chapters.c.chapter)
    last = of_it.order_by(changes.c.seq.desc()).limit(1).scalar_subquery()
    until = func.coalesce(last, chapters.c.at).label("until")
    columns = (chapters.c.chapter, chapters.c.at.label("since"), until, chapters.c.code_version)
    return select(*columns).order_by(chapters.c.chapter)


def board_chapter(chapter: int) -> Select[*tuple[Any, ...]]:
    """How a chapter of the board's history began."""
    return select(tables.board_chapters).where(tables.board_chapters.c.chapter == chapter)


def board_changes(chapter: int) -> Select[*tuple[Any, ...]]:
    """The changes of a chapter in their order."""
    table = tables.board_changes
    return select(table).where(table.c.chapter == chapter).order_by(table.c.seq)


def versions() -> Select[*tuple[Any, ...]]:
    """The dialplan versions whose texts are kept."""
    return select(tables.texts.c.version).distinct()


def contact(contact: str) -> Select[*tuple[Any, ...]]:
    """One contact's record."""
    return select(tables.contacts).where(tables.contacts.c.contact == contact)


def contacts(wanted: ContactFilter, limit: int, before: Mark | None) -> Select[*tuple[Any, ...]]:
    """Contact records, the latest arrival first."""
    table = tables.contacts
    query = select(table).where(
        *_equal(
            (table.c.caller, wanted.caller),
            (table.c.agent, wanted.agent),
            (table.c.queue, wanted.queue),
            (table.c.outcome, wanted.outcome),
        ),
        *_within(table.c.arrived_at, wanted.since, wanted.until),
    )
    return _page(query, table.c.arrived_at, table.c.contact, limit, before)


def answers(wanted: AnswerFilter, limit: int, before: Mark | None) -> Select[*tuple[Any, ...]]:
    """Survey answers, the latest first."""
    table = tables.answers
    query = select(table).where(
        *_equal(
            (table.c.contact, wanted.contact),
            (table.c.survey, wanted.survey),
            (table.c.question, wanted.question),
            (table.c.agent, wanted.agent),
            (table.c.queue, wanted.queue),
        ),
        *_within(table.c.at, wanted.since, wanted.until),
    )
    return _page(query, table.c.at, table.c.key, limit, before)


def ended_within(table: Table, ended: Column[float], since: float, until: float) -> Select[*tuple[Any, ...]]:
    """The rows whose time in the column ``ended`` is from ``since`` on and before ``until``, in order."""
    return select(table).where(ended >= since, ended < until).order_by(ended)


def audits(wanted: AuditFilter, limit: int, before: Mark | None) -> Select[*tuple[Any, ...]]:
    """Audits, the latest first."""
    table = tables.audits
    query = select(table).where(
        *_equal(
            (table.c.agent, wanted.agent),
            (table.c.watched, wanted.watched),
            (table.c.contact, wanted.contact),
        ),
        *_within(table.c.at, wanted.since, wanted.until),
    )
    return _page(query, table.c.at, table.c.key, limit, before)


def answers_of(contacts: Iterable[str]) -> Select[*tuple[Any, ...]]:
    """The answers that several callers gave, in the order in which they gave them."""
    table = tables.answers
    return select(table).where(table.c.contact.in_(list(contacts))).order_by(table.c.at, table.c.key)


def recording(contact: str) -> Select[*tuple[Any, ...]]:
    """One contact's row of the ledger."""
    return select(tables.recordings).where(tables.recordings.c.contact == contact)


def recordings(state: RecordingState | None, limit: int, before: Mark | None) -> Select[*tuple[Any, ...]]:
    """Rows of the ledger, the latest start first."""
    table = tables.recordings
    query = select(table).where(*_equal((table.c.state, state)))
    return _page(query, table.c.started_at, table.c.contact, limit, before)


def _cells(row: _Row) -> dict[str, object]:
    # The names are a subclass of str, which msgspec does not take for a field's name.
    return {str(name): cell for name, cell in row._mapping.items()}


def _equal(*pairs: tuple[ColumnElement[str], str | None]) -> list[ColumnElement[bool]]:
    return [column == wanted for column, wanted in pairs if wanted is not None]


def _within(
    column: ColumnElement[float], since: float | None, until: float | None
) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    if since is not None:
        bounds.append(column >= since)
    if until is not None:
        bounds.append(column < until)
    return bounds


def _page(
    query: Select[*tuple[Any, ...]],
    at: ColumnElement[float],
    key: ColumnElement[str],
    limit: int,
    before: Mark | None,
) -> Select[*tuple[Any, ...]]:
    """At most ``limit`` rows past the mark: a page costs the same wherever it lies."""
    if not 1 <= limit <= MOST_ROWS:
        raise ValueError(f"limit is {limit}; a page has 1 to {MOST_ROWS} rows")
    if before is not None:
        query = query.where(tuple_(at, key) < tuple_(before.at, before.key))
    return query.order_by(at.desc(), key.desc()).limit(limit)
