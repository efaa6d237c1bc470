"""Tables: the one description of what the database holds, for every backend."""

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

# Tables with a natural key hold their rows in it: one tree to write instead of two (SQLite).
journal = Table(
    "journal",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("event", LargeBinary, nullable=False),
    Column("dialplan_version", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("commands_hash", Text, nullable=False),
    sqlite_with_rowid=False,
)

live = Table(
    "live",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("dialplan_version", Text, nullable=False),
    Column("phase", LargeBinary, nullable=False),
    Column("phase_schema", Integer, nullable=False),
    sqlite_with_rowid=False,
)

texts = Table(
    "texts",
    metadata,
    Column("version", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

shifts = Table(
    "shifts",
    metadata,
    Column("agent", Text, primary_key=True),
    Column("signed_in", Boolean, nullable=False),
    Column("paused", Text, nullable=False),
    Column("wrap_up_until", Double, nullable=True),
    Column("since", Double, nullable=False),
    Column("signed_in_at", Double, nullable=True),
    sqlite_with_rowid=False,
)

contacts = Table(
    "contacts",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("caller", Text, nullable=True),  # NULL: withheld, and equal to nobody's
    Column("caller_raw", Text, nullable=False, server_default=""),
    Column("dialled", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("arrived_at", Double, nullable=False),
    Column("ended_at", Double, nullable=False),
    Column("path", Text, nullable=False),  # a JSON list of node names
    Column("queue", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("wait_seconds", Double, nullable=False),
    Column("talk_seconds", Double, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("dialplan_version", Text, nullable=False),
    Index("contacts_by_arrival", "arrived_at", "contact"),
    Index("contacts_by_caller", "caller", "arrived_at"),
    Index("contacts_by_agent", "agent", "arrived_at"),
    Index("contacts_by_queue", "queue", "arrived_at"),
)

answers = Table(
    "answers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("contact", Text, nullable=False),
    Column("survey", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("dialplan_version", Text, nullable=False),
    Column("at", Double, nullable=False),
    Index("answers_by_contact", "contact"),
    Index("answers_by_time", "at", "key"),
)

recordings = Table(
    "recordings",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("recordings_by_start", "started_at", "contact"),
    Index("recordings_by_state", "state", "started_at"),
)

waits = Table(
    "waits",
    metadata,
    Column("place", Text, primary_key=True),
    Column("contact", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("since", Double, nullable=False),
    Column("until", Double, nullable=False),
    Column("end", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Index("waits_by_end", "until"),
)

talks = Table(
    "talks",
    metadata,
    Column("leg", Text, primary_key=True),
    Column("contact", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("since", Double, nullable=False),
    Column("until", Double, nullable=False),
    Column("hold_seconds", Double, nullable=False),
    Index("talks_by_end", "until"),
)

misses = Table(
    "misses",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("at", Double, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("rang_seconds", Double, nullable=False),
    Index("misses_by_time", "at"),
)

audits = Table(
    "audits",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", Double, nullable=False),
    Column("agent", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("watched", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Index("audits_by_time", "at", "key"),
)

board_chapters = Table(
    "board_chapters",
    metadata,
    Column("chapter", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("checkpoint", LargeBinary, nullable=False),
)

board_changes = Table(
    "board_changes",
    metadata,
    Column("chapter", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("change", LargeBinary, nullable=False),
    Column("offers", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

customers = Table(
    "customers",
    metadata,
    Column("customer", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("tags", Text, nullable=False),  # a JSON list of words
    Column("language", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("starred", Boolean, nullable=False),
)

customer_numbers = Table(
    "customer_numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("place", Integer, nullable=False),  # his first number is 0
    Index("customer_numbers_by_customer", "customer"),
    sqlite_with_rowid=False,
)

customer_pins = Table(
    "customer_pins",
    metadata,
    Column("customer", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    sqlite_with_rowid=False,
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("version", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("share", Double, nullable=True),
    Column("only_from", Text, nullable=False),
    Column("why", Text, nullable=False),  # JSON: a sentence in both languages
    Column("changes", Text, nullable=False),  # JSON: a list of them
)

tallies = Table(
    "tallies",
    metadata,
    Column("trial", Integer, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("abandoned", Integer, nullable=False),
    Column("no_input", Integer, nullable=False),
    Column("failure", Integer, nullable=False),
    Column("transferred", Integer, nullable=False),
    sqlite_with_rowid=False,
)

messages = Table(
    "messages",
    metadata,
    Column("key", Text, primary_key=True),
    Column("contact", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Double, nullable=False),
    Index("messages_by_time", "next_at"),
)
