"""Waits, talks and missed offers, each a row of its own: what figures are made of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables; of contacts of before only the record is known."""
    _make("waits", "until", "place", "contact", "queue", "end", "agent", "since", "until")
    _make("talks", "until", "leg", "contact", "agent", "queue", "since", "until", "hold_seconds")
    op.create_table(
        "misses",
        sa.Column("contact", sa.Text, primary_key=True),
        sa.Column("agent", sa.Text, primary_key=True),
        sa.Column("at", sa.Double, primary_key=True),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("rang_seconds", sa.Double, nullable=False),
    )
    op.create_index("misses_by_time", "misses", ["at"])


def _make(table: str, ended: str, key: str, *names: str) -> None:
    times = {"since", "until", "hold_seconds"}
    op.create_table(
        table,
        sa.Column(key, sa.Text, primary_key=True),
        *(sa.Column(name, sa.Double if name in times else sa.Text, nullable=False) for name in names),
    )
    op.create_index(f"{table}_by_end", table, [ended])
