"""Facts of duties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what sources say of duties."""
    op.create_table(
        "duty_fact",
        sa.Column("treaty_key", sa.String(length=20), nullable=False),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_duty_fact_entered_by")),
        sa.ForeignKeyConstraint(["iso2"], ["country.iso2"], name=op.f("fk_duty_fact_iso2")),
        sa.ForeignKeyConstraint(["treaty_key"], ["treaty.key"], name=op.f("fk_duty_fact_treaty_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_fact")),
    )
    with op.batch_alter_table("duty_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_fact_iso2"), ["iso2"], unique=False)
        batch_op.create_index("ix_duty_fact_state", ["treaty_key", "iso2"], unique=False)


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("duty_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_fact_state")
        batch_op.drop_index(batch_op.f("ix_duty_fact_iso2"))

    op.drop_table("duty_fact")
