"""Depositary files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what is uploaded until it is confirmed."""
    op.create_table(
        "depositary_file",
        sa.Column("treaty_key", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("called", sa.JSON(), nullable=False),
        sa.Column("fetched_on", sa.Date(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("brought", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["treaty_key"], ["treaty.key"], name=op.f("fk_depositary_file_treaty_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depositary_file")),
    )


def downgrade() -> None:
    """Forget what was uploaded."""
    op.drop_table("depositary_file")
