"""Facts for everybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an organisation open its facts; none has yet."""
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_pages", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Forget who did."""
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("public_pages")
