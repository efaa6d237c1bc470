"""Audits: who listened to whose talk, or was refused it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "audits",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("agent", "action", "watched", "contact")),
        sa.Column("allowed", sa.Boolean, nullable=False),
    )
    op.create_index("audits_by_time", "audits", ["at", "key"])
