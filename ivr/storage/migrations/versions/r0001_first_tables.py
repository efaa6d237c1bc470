"""The first tables: journal, live contacts, texts, shifts, contacts, answers and the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables in an empty database."""
    _journal()
    _live()
    _texts_and_shifts()
    _contacts()
    _answers()
    _recordings()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _double(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double, nullable=False)


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("contact", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        _double("at"),
        sa.Column("event", sa.LargeBinary, nullable=False),
        _text("dialplan_version"),
        _text("code_version"),
        _text("commands_hash"),
        sqlite_with_rowid=False,
    )


def _live() -> None:
    op.create_table(
        "live",
        sa.Column("contact", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        _double("at"),
        _text("dialplan_version"),
        sa.Column("phase", sa.LargeBinary, nullable=False),
        sa.Column("phase_schema", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _texts_and_shifts() -> None:
    op.create_table(
        "texts",
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "shifts",
        sa.Column("agent", sa.Text, primary_key=True),
        sa.Column("signed_in", sa.Boolean, nullable=False),
        _text("paused"),
        sa.Column("wrap_up_until", sa.Double, nullable=True),
        _double("since"),
        sqlite_with_rowid=False,
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("contact", sa.Text, primary_key=True),
        *(_text(name) for name in ("caller", "dialled", "language")),
        *(_double(name) for name in ("arrived_at", "ended_at")),
        *(_text(name) for name in ("path", "queue", "agent")),
        *(_double(name) for name in ("wait_seconds", "talk_seconds")),
        *(_text(name) for name in ("outcome", "dialplan_version")),
    )
    op.create_index("contacts_by_arrival", "contacts", ["arrived_at", "contact"])
    op.create_index("contacts_by_caller", "contacts", ["caller", "arrived_at"])
    op.create_index("contacts_by_agent", "contacts", ["agent", "arrived_at"])
    op.create_index("contacts_by_queue", "contacts", ["queue", "arrived_at"])


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("key", sa.Text, primary_key=True),
        *(_text(name) for name in ("contact", "survey", "question", "answer", "queue", "agent")),
        _text("dialplan_version"),
        _double("at"),
    )
    op.create_index("answers_by_contact", "answers", ["contact"])
    op.create_index("answers_by_time", "answers", ["at", "key"])


def _recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("contact", sa.Text, primary_key=True),
        *(_text(name) for name in ("file", "agent", "queue")),
        *(_double(name) for name in ("started_at", "seconds")),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        *(_text(name) for name in ("sha256", "state", "reason")),
    )
    op.create_index("recordings_by_start", "recordings", ["started_at", "contact"])
    op.create_index("recordings_by_state", "recordings", ["state", "started_at"])
