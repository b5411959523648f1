"""What came of digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NUMBERS = (
    *("recipients", "waiting", "sending", "sent", "failed", "in_doubt", "skipped"),
    *("bounced", "unsubscribed", "replies", "actions"),
)


def upgrade() -> None:
    """Keep the numbers of each digest; the worker counts them."""
    op.create_table(
        "issue_count",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest.id"], name=op.f("fk_issue_count_digest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest_id", name=op.f("pk_issue_count")),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("issue_count")
