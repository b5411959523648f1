"""Who goes to meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note Governments and our people at meetings."""
    op.create_table(
        "delegate",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("spoke", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_delegate_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_delegate_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_delegate_meeting_id_member_id")),
    )
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegate_member_id"), ["member_id"], unique=False)

    op.create_table(
        "government_attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("attends", sa.String(length=40), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["iso2"], ["country.iso2"], name=op.f("fk_government_attendance_iso2")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_government_attendance_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_government_attendance")),
        sa.UniqueConstraint("meeting_id", "iso2", name=op.f("uq_government_attendance_meeting_id_iso2")),
    )
    with op.batch_alter_table("government_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_government_attendance_iso2"), ["iso2"], unique=False)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("government_attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_government_attendance_iso2"))

    op.drop_table("government_attendance")
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegate_member_id"))

    op.drop_table("delegate")
