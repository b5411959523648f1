"""Rows that came at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what an import brought by its numbers."""
    op.create_table(
        "arrival",
        sa.Column("change_set_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_arrival_change_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
    )
    op.create_index(op.f("ix_arrival_change_set_id"), "arrival", ["change_set_id"])
    op.create_index("ix_arrival_rows", "arrival", ["table_name", "first", "last"])


def downgrade() -> None:
    """Forget it: what was imported stays, and is not undone any more."""
    op.drop_table("arrival")
