"""Decisions about versions of dialplans, and how the callers of a version that is tried fared."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "decisions",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Double, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("version", "what", "by", "note")),
        sa.Column("share", sa.Double, nullable=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("only_from", "why", "changes")),
    )
    counts = ("calls", "abandoned", "no_input", "failure", "transferred")
    op.create_table(
        "tallies",
        sa.Column("trial", sa.Integer, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sqlite_with_rowid=False,
    )
