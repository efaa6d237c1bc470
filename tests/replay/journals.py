"""Journals of calls that are told as in a transcript."""

from collections.abc import Sequence

import msgspec

from ivr.dialplan.edition import Edition
from ivr.replay.replaying import Entry, Replayed, hash_of, replayed
from tests.server.examples import CONTACT, EDITION, steps

BALANCE = (
    "0.0 arrives 4001 from 13800138000",
    "3.0 key 2",
    "4.0 key 1",
    "4.5 key 2",
    "5.0 key 3",
    "5.5 key 4",
    "9.0 prompt 3 over",
    "12.0 prompt 4 over",
    "13.0 caller leaves",
)
"""A caller who hears his balance, and is said goodbye to."""

REPAIR = ("0.0 arrives 4001 from 13800138000", "3.0 key 1", "20.0 caller leaves")
"""A caller who waits for a repair, and gives up."""


def journal(*lines: str, version: str = EDITION.version) -> list[Entry]:
    """The journal that this call leaves."""
    return [
        Entry(
            contact=CONTACT,
            seq=seq,
            at=event.at,
            event=msgspec.json.encode(event),
            dialplan_version=version,
            code_version="0.1",
            commands_hash=hash_of(transition.commands),
        )
        for seq, (_, event, transition) in enumerate(steps(*lines), start=1)
    ]


def again(entries: Sequence[Entry], edition: Edition = EDITION) -> list[Replayed]:
    """The journal run again, without a divergence."""
    found = list(replayed(entries, lambda version, at: edition))
    assert all(isinstance(step, Replayed) for step in found), found[-1]
    return [step for step in found if isinstance(step, Replayed)]
