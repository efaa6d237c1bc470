"""Versions in the database: decisions about them, and the tallies of those that were tried, as rows."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Row, Select, select

from ivr.dialplan.messages import Message
from ivr.publishing.book import Decision
from ivr.publishing.judging import Tally
from ivr.storage import tables
from ivr.storage.writing import Batch, Cell, How, Write

_encode = msgspec.json.Encoder().encode


def of_decisions(decisions: Iterable[Decision]) -> Batch:
    """Decisions to add; each must be new."""
    return Batch(tuple(Write(How.INSERT, "decisions", _row(one)) for one in decisions), durable=True)


def of_tally(trial: int, version: str, tally: Tally) -> Batch:
    """How a version's callers have fared since the decision ``trial``, in place of what was kept of it."""
    row: dict[str, Cell] = {"trial": trial, "version": version, **msgspec.structs.asdict(tally)}
    return Batch((Write(How.REPLACE, "tallies", row),), durable=False)


def decisions(after: int) -> Select[*tuple[Any, ...]]:
    """The decisions with a higher number, in their order."""
    table = tables.decisions
    return select(table).where(table.c.seq > after).order_by(table.c.seq)


def tallies(trial: int) -> Select[*tuple[Any, ...]]:
    """The tallies of a trial."""
    return select(tables.tallies).where(tables.tallies.c.trial == trial)


def as_decision(row: Row[*tuple[Any, ...]]) -> Decision:
    """The row as a decision."""
    told = {str(name): cell for name, cell in row._mapping.items()}
    told["audience"] = {"share": told.pop("share"), "only_from": told.pop("only_from")}
    told["why"] = msgspec.json.decode(row.why, type=Message)
    told["changes"] = msgspec.json.decode(row.changes, type=tuple[Message, ...])
    return msgspec.convert(told, Decision)


def as_tally(row: Row[*tuple[Any, ...]]) -> Tally:
    """The row as a tally."""
    told = {str(name): cell for name, cell in row._mapping.items()}
    return msgspec.convert({name: told[name] for name in Tally.__struct_fields__}, Tally)


def _row(one: Decision) -> dict[str, Cell]:
    return {
        "seq": one.seq,
        "at": one.at,
        "version": one.version,
        "what": one.what,
        "by": one.by,
        "note": one.note,
        "share": one.audience.share,
        "only_from": one.audience.only_from,
        "why": _encode(one.why).decode(),
        "changes": _encode(one.changes).decode(),
    }
