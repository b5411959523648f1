"""The archive of past digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say whether the archive is open, and which digests stand in it: those that went to all friends."""
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(sa.Column("public_archive", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("digest") as batch_op:
        batch_op.add_column(sa.Column("in_archive", sa.Boolean(), nullable=False, server_default=sa.false()))
    digest = sa.table("digest", sa.column("in_archive", sa.Boolean()), sa.column("state"), sa.column("audience"))
    to_all = sa.cast(digest.c.audience, sa.Text()) == "{}"
    op.execute(digest.update().where(digest.c.state == "sent", to_all).values(in_archive=True))


def downgrade() -> None:
    """Forget both."""
    with op.batch_alter_table("digest") as batch_op:
        batch_op.drop_column("in_archive")
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_column("public_archive")
