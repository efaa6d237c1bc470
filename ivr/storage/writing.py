"""Writing: what is to change in the database, as rows, and the statements that change it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

import msgspec
from sqlalchemy import Delete, Table, bindparam
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from ivr.storage import tables
from ivr.storage.values import (
    Answer,
    BoardChange,
    BoardChapter,
    ContactRecord,
    MissedRow,
    Recording,
    RecordingState,
    Saved,
    Shift,
    Stretch,
    TalkRow,
    WaitRow,
)

Cell = str | int | float | bytes | None


class How(StrEnum):
    """What becomes of a row whose key exists: an error, nothing, the new one takes its place, it goes.

    ``CLEAR``: all rows go whose key begins so.
    """

    INSERT = "insert"
    ADD_ONCE = "add_once"
    REPLACE = "replace"
    REMOVE = "remove"
    CLEAR = "clear"


class Write(msgspec.Struct, frozen=True):
    """One row that changes."""

    how: How
    table: str
    row: Mapping[str, Cell]


class Batch(msgspec.Struct, frozen=True):
    """Rows that change together or not at all; ``durable``: they must survive a power cut."""

    writes: tuple[Write, ...]
    durable: bool


class MakesInsert(Protocol):
    """A dialect's own insert construct, one that knows ON CONFLICT."""

    def __call__(self, table: Table, /) -> SqliteInsert | PostgresInsert: ...


def statement(how: How, table_name: str, insert: MakesInsert) -> SqliteInsert | PostgresInsert | Delete:
    """The statement for one kind of write; its parameters are named as the columns are."""
    table = tables.metadata.tables[table_name]
    key = [column.name for column in table.primary_key]
    match how:
        case How.INSERT:
            return insert(table)
        case How.ADD_ONCE:
            return insert(table).on_conflict_do_nothing(index_elements=key)
        case How.REPLACE:
            fresh = insert(table)
            rest = {column.name: column for column in fresh.excluded if column.name not in key}
            return fresh.on_conflict_do_update(index_elements=key, set_=rest)
        case How.REMOVE:
            return table.delete().where(*(table.c[name] == bindparam(name) for name in key))
        case How.CLEAR:
            return table.delete().where(table.c[key[0]] == bindparam(key[0]))


def of_saved(saved: Saved) -> Batch:
    """Everything that one event of a contact changes."""
    writes = [_journal(saved), _live(saved)]
    if saved.record is not None:
        writes.append(_record(saved.record))
    writes.extend(_answer(answer) for answer in saved.answers)
    writes.extend(_recording(recording) for recording in saved.recordings)
    writes.extend(Write(How.ADD_ONCE, "audits", msgspec.structs.asdict(audit)) for audit in saved.audits)
    writes.extend(_stretch(stretch) for stretch in saved.stretches)
    writes.extend(Write(How.ADD_ONCE, "messages", msgspec.structs.asdict(one)) for one in saved.messages)
    durable = bool(saved.answers or saved.recordings or saved.audits or saved.messages)
    return Batch(tuple(writes), durable)


def of_imported(records: Iterable[ContactRecord], stretches: Iterable[Stretch]) -> Batch:
    """Records of contacts that lived elsewhere, with their waits, talks and misses; once, however often."""
    writes = (*(_record(record) for record in records), *(_stretch(stretch) for stretch in stretches))
    return Batch(writes, durable=True)


def of_answers(answers: Iterable[Answer]) -> Batch:
    """Answers alone; those that are there already change nothing."""
    return Batch(tuple(_answer(answer) for answer in answers), durable=True)


def of_texts(version: str, files: Mapping[str, bytes]) -> Batch:
    """The texts of one dialplan version."""
    rows: list[dict[str, Cell]] = [
        {"version": version, "name": name, "content": content} for name, content in files.items()
    ]
    return Batch(tuple(Write(How.ADD_ONCE, "texts", row) for row in rows), durable=True)


def of_shift(shift: Shift) -> Batch:
    """An agent's shift as it is now."""
    return Batch((Write(How.REPLACE, "shifts", msgspec.structs.asdict(shift)),), durable=False)


def of_recording(recording: Recording) -> Batch:
    """A row of the ledger as it is now."""
    return Batch((_recording(recording),), durable=True)


def of_forgotten(contacts: Iterable[str]) -> Batch:
    """That these contacts' journals go."""
    return Batch(tuple(Write(How.CLEAR, "journal", {"contact": one}) for one in contacts), durable=False)


def of_lost_texts(version: str) -> Batch:
    """That the texts of one dialplan version go."""
    return Batch((Write(How.CLEAR, "texts", {"version": version}),), durable=False)


def of_board_chapter(chapter: BoardChapter) -> Batch:
    """The begin of a chapter of the board's history."""
    return Batch((Write(How.INSERT, "board_chapters", msgspec.structs.asdict(chapter)),), durable=False)


def of_board_change(change: BoardChange) -> Batch:
    """One change of the board."""
    row: dict[str, Cell] = {
        "chapter": change.chapter,
        "seq": change.seq,
        "at": change.at,
        "change": change.change,
        "offers": change.offers,
    }
    return Batch((Write(How.INSERT, "board_changes", row),), durable=False)


def of_lost_board_chapter(chapter: int) -> Batch:
    """That a chapter of the board's history goes."""
    tables_of_it = ("board_changes", "board_chapters")
    return Batch(tuple(Write(How.CLEAR, name, {"chapter": chapter}) for name in tables_of_it), durable=False)


def _journal(saved: Saved) -> Write:
    row: dict[str, Cell] = {
        "contact": saved.contact,
        "seq": saved.seq,
        "at": saved.at,
        "event": saved.event,
        "dialplan_version": saved.dialplan_version,
        "code_version": saved.code_version,
        "commands_hash": saved.commands_hash,
    }
    return Write(How.INSERT, "journal", row)


def _live(saved: Saved) -> Write:
    if saved.phase is None:
        return Write(How.REMOVE, "live", {"contact": saved.contact})
    row: dict[str, Cell] = {
        "contact": saved.contact,
        "seq": saved.seq,
        "at": saved.at,
        "dialplan_version": saved.dialplan_version,
        "phase": saved.phase,
        "phase_schema": saved.phase_schema,
    }
    return Write(How.REPLACE, "live", row)


def _record(record: ContactRecord) -> Write:
    row = msgspec.structs.asdict(record)
    del row["survey"]
    row["caller"] = record.caller or None
    row["path"] = msgspec.json.encode(record.path).decode()
    return Write(How.REPLACE, "contacts", row)


_STRETCHES: dict[type[Stretch], str] = {WaitRow: "waits", TalkRow: "talks", MissedRow: "misses"}


def _stretch(stretch: Stretch) -> Write:
    return Write(How.ADD_ONCE, _STRETCHES[type(stretch)], msgspec.structs.asdict(stretch))


def _answer(answer: Answer) -> Write:
    return Write(How.ADD_ONCE, "answers", msgspec.structs.asdict(answer))


def _recording(recording: Recording) -> Write:
    row = msgspec.structs.asdict(recording)
    row["state"] = recording.state.value
    # A contact has one recording: who opens it again changes nothing.
    opens = recording.state is RecordingState.RECORDING
    return Write(How.ADD_ONCE if opens else How.REPLACE, "recordings", row)
