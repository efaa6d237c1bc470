"""The directory of customers: who they are, their numbers, and the hashes of their PINs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "customers",
        sa.Column("customer", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "tier", "tags", "language", "agent")),
        sa.Column("starred", sa.Boolean, nullable=False),
    )
    op.create_table(
        "customer_numbers",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("customer", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("customer_numbers_by_customer", "customer_numbers", ["customer"])
    op.create_table(
        "customer_pins",
        sa.Column("customer", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
