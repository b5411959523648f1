"""What comes back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what comes back, failures of addresses and domains, and find mails and follow-ups by what they name."""
    op.create_table(
        "domain_failure",
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("noticed_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_failure")),
    )
    with op.batch_alter_table("domain_failure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_domain_failure_domain"), ["domain"], unique=False)
        batch_op.create_index(
            "uq_domain_failure_open",
            ["domain"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "mailbox_mark",
        sa.Column("mailbox", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "number", name=op.f("pk_mailbox_mark")),
    )
    op.create_table(
        "failure",
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=False),
        sa.Column("blame", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=11), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_failure_address_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_failure_message_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failure")),
    )
    with op.batch_alter_table("failure", schema=None) as batch_op:
        batch_op.create_index("ix_failure_address", ["address_id", "failed_at"], unique=False)
        batch_op.create_index("ix_failure_domain", ["domain", "failed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_failure_message_id"), ["message_id"], unique=False)

    op.create_table(
        "incoming",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(length=40), nullable=True),
        sa.Column("address_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=11), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("became", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_incoming_address_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_incoming_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_incoming_message_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming")),
        sa.UniqueConstraint("digest", name=op.f("uq_incoming_digest")),
    )
    with op.batch_alter_table("incoming", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_address_id"), ["address_id"], unique=False)
        batch_op.create_index("ix_incoming_kind", ["kind", "received_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_message_id"), ["message_id"], unique=False)
        batch_op.create_index("ix_incoming_received", ["received_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_settled_at"), ["settled_at"], unique=False)

    op.create_table(
        "incoming_content",
        sa.Column("incoming_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming.id"], name=op.f("fk_incoming_content_incoming_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("incoming_id", name=op.f("pk_incoming_content")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index("ix_follow_up_subject", ["subject"], unique=False)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_address", ["address_id", "id"], unique=False)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_address")

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_up_subject")

    op.drop_table("incoming_content")
    with op.batch_alter_table("incoming", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incoming_settled_at"))
        batch_op.drop_index("ix_incoming_received")
        batch_op.drop_index(batch_op.f("ix_incoming_message_id"))
        batch_op.drop_index(batch_op.f("ix_incoming_member_id"))
        batch_op.drop_index("ix_incoming_kind")
        batch_op.drop_index(batch_op.f("ix_incoming_address_id"))

    op.drop_table("incoming")
    with op.batch_alter_table("failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failure_message_id"))
        batch_op.drop_index("ix_failure_domain")
        batch_op.drop_index("ix_failure_address")

    op.drop_table("failure")
    op.drop_table("mailbox_mark")
    with op.batch_alter_table("domain_failure", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_domain_failure_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(batch_op.f("ix_domain_failure_domain"))

    op.drop_table("domain_failure")
