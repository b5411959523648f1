"""What readers choose: how often, a pause, another address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep a reader's choices, those made before too."""
    op.create_table(
        "preference",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.Column("how", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_preference_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_preference")),
    )
    op.execute(
        "INSERT INTO preference (member_id, days, chosen_at, how) "
        "SELECT member_id, days, CURRENT_TIMESTAMP, 'by the link in a mail' FROM reading_pace"
    )
    op.drop_table("reading_pace")
    op.create_table(
        "address_change",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=True),
        sa.Column("new_email", sa.String(length=254), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_address_change_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_address_change_address_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_address_change_token_hash")),
    )
    op.create_index("ix_address_change_member", "address_change", ["member_id", "asked_at"])


def downgrade() -> None:
    """Keep how often alone."""
    op.create_table(
        "reading_pace",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_reading_pace_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_reading_pace")),
    )
    op.execute("INSERT INTO reading_pace (member_id, days) SELECT member_id, days FROM preference WHERE days > 0")
    op.drop_table("address_change")
    op.drop_table("preference")
