"""The begin of a shift, so that its length is known over a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the time; of shifts of before it is not known."""
    with op.batch_alter_table("shifts") as shifts:
        shifts.add_column(sa.Column("signed_in_at", sa.Double, nullable=True))
