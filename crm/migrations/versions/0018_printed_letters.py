"""Printed letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the file that goes to the printer."""
    with op.batch_alter_table("letter_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("print_file", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("print_pages", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("letter_batch", schema=None) as batch_op:
        batch_op.drop_column("print_pages")
        batch_op.drop_column("print_file")
