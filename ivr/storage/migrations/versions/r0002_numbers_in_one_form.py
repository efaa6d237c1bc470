"""Callers' numbers in one form: the raw text beside it, and nothing where the number was withheld.

Contacts of before keep their callers as the line told them: where they were read is not known here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the raw text, and let the number be NULL, which is equal to nobody's."""
    with op.batch_alter_table("contacts") as contacts:
        contacts.add_column(sa.Column("caller_raw", sa.Text, nullable=False, server_default=""))
        contacts.alter_column("caller", existing_type=sa.Text, nullable=True)
    table = sa.table("contacts", sa.column("caller", sa.Text), sa.column("caller_raw", sa.Text))
    op.execute(table.update().values(caller_raw=table.c.caller, caller=sa.func.nullif(table.c.caller, "")))
