"""Values: what is kept of contacts, answers, recordings and shifts.

All times are seconds since the epoch, UTC.  An empty string says that there is none (no queue, no
agent, no reason), as it does in the dialplan's facts.
"""

from enum import StrEnum

import msgspec

from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId


class RecordingState(StrEnum):
    """How far a recording has come."""

    RECORDING = "recording"
    STORED = "stored"
    BROKEN = "broken"
    DELETED = "deleted"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One survey answer.  ``key`` makes a repetition harmless: the first of a key stays."""

    key: str
    contact: ContactId
    survey: str
    question: str
    answer: str
    queue: str
    agent: AgentId
    dialplan_version: str
    at: float


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the ledger: a contact's two-track recording.

    ``file`` is the name inside the archive, empty while there is none; ``seconds`` its length,
    ``bytes`` and ``sha256`` those of the whole file; ``reason`` says why a broken one is broken, and when a
    deleted one was deleted.
    """

    contact: ContactId
    file: str
    agent: AgentId
    queue: str
    started_at: float
    state: RecordingState
    seconds: float = 0.0
    bytes: int = 0
    sha256: str = ""
    reason: str = ""


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """One use of a power over another, or its refusal.  The first of a ``key`` stays.

    ``agent`` did or wanted ``action`` (listen, whisper, barge, take_over) with the talk that ``watched``
    had in ``contact``.
    """

    key: str
    at: float
    agent: AgentId
    action: str
    watched: AgentId
    contact: ContactId
    allowed: bool


class ContactRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that has ended: who called, where it went, and how it ended.

    ``caller`` is the number in its one form, empty when it was withheld, which no search finds;
    ``caller_raw`` how the line told it.  ``survey`` (question → answer) is not stored with the record
    but read from the answers.
    """

    contact: ContactId
    caller: str
    caller_raw: str = ""
    dialled: str
    language: str
    arrived_at: float
    ended_at: float
    path: tuple[str, ...]
    queue: str
    agent: AgentId
    wait_seconds: float
    talk_seconds: float
    outcome: str
    dialplan_version: str
    survey: dict[str, str] = {}


class WaitRow(msgspec.Struct, frozen=True, kw_only=True):
    """One wait of a contact in a queue; ``end`` is answered (by ``agent``), abandoned or timed_out."""

    contact: ContactId
    place: PlaceId
    queue: str
    since: float
    until: float
    end: str
    agent: AgentId


class TalkRow(msgspec.Struct, frozen=True, kw_only=True):
    """One talk of a contact with an agent; ``hold_seconds`` of it the caller was on hold."""

    contact: ContactId
    leg: ChannelId
    agent: AgentId
    queue: str
    since: float
    until: float
    hold_seconds: float


class MissedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One offer of a contact that an agent did not take; ``at`` is when it was given up."""

    contact: ContactId
    agent: AgentId
    queue: str
    at: float
    rang_seconds: float


Stretch = WaitRow | TalkRow | MissedRow


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message that waits to be sent over a service of the centre.  The first of a ``key`` stays.

    ``at`` is when it was wanted, ``tries`` how often it was sent in vain, ``next_at`` when it is due.
    """

    key: str
    contact: ContactId
    service: str
    recipient: str
    text: str
    at: float
    tries: int = 0
    next_at: float = 0.0


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What one event made of a contact: all of it is stored, or nothing.

    ``seq`` counts the contact's events from 1; ``event`` is the event as JSON; ``phase`` the phase
    after it, ``None`` when the contact has ended, which removes it from the live ones.
    """

    contact: ContactId
    seq: int
    at: float
    event: bytes
    dialplan_version: str
    code_version: str
    commands_hash: str
    phase: bytes | None
    phase_schema: int
    record: ContactRecord | None = None
    answers: tuple[Answer, ...] = ()
    recordings: tuple[Recording, ...] = ()
    audits: tuple[Audit, ...] = ()
    messages: tuple[Message, ...] = ()
    stretches: tuple[Stretch, ...] = ()


class LiveContact(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that has not ended: its last event's ``seq`` and the phase after it."""

    contact: ContactId
    seq: int
    at: float
    dialplan_version: str
    phase: bytes
    phase_schema: int


class JournalEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One event in a contact's life, with what was in force when it was handled."""

    contact: ContactId
    seq: int
    at: float
    event: bytes
    dialplan_version: str
    code_version: str
    commands_hash: str


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an agent is signed in, paused (the reason; empty when not) or in wrap-up, since when.

    ``signed_in_at`` is when he signed in; ``None`` when he is not, or when that is not known.
    """

    agent: AgentId
    signed_in: bool
    paused: str
    wrap_up_until: float | None
    since: float
    signed_in_at: float | None = None


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a list that runs from the newest to the oldest: the last row already seen."""

    at: float
    key: str


class ContactFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which contacts are looked for.  ``None`` lets all through; ``since`` ≤ arrival < ``until``."""

    caller: str | None = None
    agent: str | None = None
    queue: str | None = None
    outcome: str | None = None
    since: float | None = None
    until: float | None = None


class AnswerFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which answers are looked for.  ``None`` lets all through; ``since`` ≤ time < ``until``."""

    contact: str | None = None
    survey: str | None = None
    question: str | None = None
    agent: str | None = None
    queue: str | None = None
    since: float | None = None
    until: float | None = None


class AuditFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which audits are looked for.  ``None`` lets all through; ``since`` ≤ time < ``until``."""

    agent: str | None = None
    watched: str | None = None
    contact: str | None = None
    since: float | None = None
    until: float | None = None


class Journaled(msgspec.Struct, frozen=True, kw_only=True):
    """That the journal has a contact: when its last event was, and the dialplan version(s) it went by."""

    contact: ContactId
    at: float
    first_version: str
    last_version: str


class BoardChapter(msgspec.Struct, frozen=True, kw_only=True):
    """The begin of a stretch of the board's history: how the board stood at ``at``, as JSON."""

    chapter: int
    at: float
    code_version: str
    checkpoint: bytes


class BoardChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change that the board took, the ``seq``-th of its chapter from 1, and what it offered, as JSON."""

    chapter: int
    seq: int
    at: float
    change: bytes
    offers: bytes


class BoardSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A chapter of the board's history: from its begin ``since`` to its last change ``until``."""

    chapter: int
    since: float
    until: float
    code_version: str
