"""Counts at hand: how many recipients a digest has, and people by stage and country without reading their rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count the recipients of the digests there are; index the people who are kept."""
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipients", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE digest SET recipients = "
        "(SELECT count(*) FROM message WHERE message.kind = 'digest' AND message.subject_id = digest.id)"
    )
    op.create_index(
        "ix_member_kept",
        "member",
        ["stage", "country_iso2", "shielded", "owner_id"],
        sqlite_where=sa.text("erased_at IS NULL"),
        postgresql_where=sa.text("erased_at IS NULL"),
    )


def downgrade() -> None:
    """Count them anew each time."""
    op.drop_index("ix_member_kept", "member")
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_column("recipients")
