"""Digests on occasions, who is set aside, quiet days, and the second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what a digest is written for, who is set aside, in which morning it goes, and days to be quiet."""
    op.create_table(
        "quiet_period",
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_quiet_period_country_iso2")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_period")),
    )
    with op.batch_alter_table("quiet_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiet_period_last_on"), ["last_on"], unique=False)

    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("excluded", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("template", sa.String(length=40), nullable=False, server_default="regular"))
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("morning_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_digest_meeting_id"), "meeting", ["meeting_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_person", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("second_person")

    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_digest_meeting_id"), type_="foreignkey")
        batch_op.drop_column("morning_on")
        batch_op.drop_column("meeting_id")
        batch_op.drop_column("template")
        batch_op.drop_column("excluded")

    with op.batch_alter_table("quiet_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiet_period_last_on"))

    op.drop_table("quiet_period")
