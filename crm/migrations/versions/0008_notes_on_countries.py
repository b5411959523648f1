"""Notes on countries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave room for our partner in a country and for notes; nothing is noted yet."""
    with op.batch_alter_table("country", schema=None) as batch_op:
        batch_op.add_column(sa.Column("partner", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("notes", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("country", schema=None) as batch_op:
        batch_op.drop_column("notes")
        batch_op.drop_column("partner")
