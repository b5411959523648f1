"""The go-live checklist."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what was seen of the checklist."""
    op.create_table(
        "readiness_proof",
        sa.Column("point", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=320), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["user.id"], name=op.f("fk_readiness_proof_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_proof")),
        sa.UniqueConstraint("point", name=op.f("uq_readiness_proof_point")),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("readiness_proof")
