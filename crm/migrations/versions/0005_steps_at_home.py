"""Steps at home, and the actions that are tied to one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the steps."""
    op.create_table(
        "milestone",
        sa.Column("treaty_key", sa.String(length=20), nullable=False),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("chamber_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("on", sa.String(length=10), nullable=True),
        sa.Column("ended_on", sa.String(length=10), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("blocker", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("embargo_until", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'expected' OR coalesce(ended_on, \"on\") IS NOT NULL", name=op.f("ck_milestone_dated")
        ),
        sa.ForeignKeyConstraint(["chamber_id"], ["chamber.id"], name=op.f("fk_milestone_chamber_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_milestone_entered_by")),
        sa.ForeignKeyConstraint(["iso2"], ["country.iso2"], name=op.f("fk_milestone_iso2")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_milestone_owner_id")),
        sa.ForeignKeyConstraint(["treaty_key"], ["treaty.key"], name=op.f("fk_milestone_treaty_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_chamber_id"), ["chamber_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_milestone_moved_at"), ["moved_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_milestone_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_milestone_state_of", ["iso2", "treaty_key"], unique=False)
        batch_op.create_index("ix_milestone_treaty", ["treaty_key", "kind"], unique=False)

    op.create_table(
        "milestone_action",
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("tie", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("tie <> 'led_to' OR evidence <> ''", name=op.f("ck_milestone_action_led_to_by_evidence")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_milestone_action_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_action_milestone_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_action")),
        sa.UniqueConstraint("milestone_id", "action_id", name=op.f("uq_milestone_action_milestone_id_action_id")),
    )
    with op.batch_alter_table("milestone_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_action_action_id"), ["action_id"], unique=False)


def downgrade() -> None:
    """Forget the steps, and what waits because one stalled."""
    op.execute("DELETE FROM follow_up WHERE kind = 'stalled_step'")
    with op.batch_alter_table("milestone_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_action_action_id"))

    op.drop_table("milestone_action")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index("ix_milestone_treaty")
        batch_op.drop_index("ix_milestone_state_of")
        batch_op.drop_index(batch_op.f("ix_milestone_owner_id"))
        batch_op.drop_index(batch_op.f("ix_milestone_moved_at"))
        batch_op.drop_index(batch_op.f("ix_milestone_chamber_id"))

    op.drop_table("milestone")
