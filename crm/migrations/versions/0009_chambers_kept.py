"""Chambers kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep other names of chambers, the States of those of several, and where an election was called."""
    op.create_table(
        "chamber_name",
        sa.Column("chamber_id", sa.Integer(), nullable=False),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("territory", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber_id"], ["chamber.id"], name=op.f("fk_chamber_name_chamber_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_chamber_name_country_iso2")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chamber_name")),
    )
    with op.batch_alter_table("chamber_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chamber_name_chamber_id"), ["chamber_id"], unique=False)

    op.create_table(
        "chamber_state",
        sa.Column("chamber_id", sa.Integer(), nullable=False),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["chamber_id"], ["chamber.id"], name=op.f("fk_chamber_state_chamber_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["iso2"], ["country.iso2"], name=op.f("fk_chamber_state_iso2")),
        sa.PrimaryKeyConstraint("chamber_id", "iso2", name=op.f("pk_chamber_state")),
    )
    with op.batch_alter_table("chamber_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chamber_state_iso2"), ["iso2"], unique=False)

    with op.batch_alter_table("chamber", schema=None) as batch_op:
        batch_op.add_column(sa.Column("election_source", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("chamber", schema=None) as batch_op:
        batch_op.drop_column("election_source")

    with op.batch_alter_table("chamber_state", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chamber_state_iso2"))

    op.drop_table("chamber_state")
    with op.batch_alter_table("chamber_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chamber_name_chamber_id"))

    op.drop_table("chamber_name")
