"""Votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep votes."""
    op.create_table(
        "vote",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("resolution", sa.String(length=60), nullable=False),
        sa.Column("voted_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["iso2"], ["country.iso2"], name=op.f("fk_vote_iso2")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("year", "iso2", name=op.f("uq_vote_year_iso2")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_iso2"), ["iso2"], unique=False)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vote_iso2"))

    op.drop_table("vote")
