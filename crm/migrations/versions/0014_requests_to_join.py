"""Requests to join."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep requests to join."""
    op.create_table(
        "join_request",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("parliament", sa.String(length=300), nullable=False),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_join_request_country_iso2")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_join_request_decided_by")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_join_request_member_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_join_request_token_hash")),
    )
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.create_index("ix_join_request_email", ["email", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_join_request_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_join_request_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_join_request_state", ["state", "asked_at", "id"], unique=False)

    op.create_table(
        "join_question",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_join_question_asked_by")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["join_request.id"], name=op.f("fk_join_question_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_question")),
    )
    with op.batch_alter_table("join_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_question_request_id"), ["request_id"], unique=False)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("join_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_join_question_request_id"))

    op.drop_table("join_question")
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.drop_index("ix_join_request_state")
        batch_op.drop_index(batch_op.f("ix_join_request_member_id"))
        batch_op.drop_index(batch_op.f("ix_join_request_letter_id"))
        batch_op.drop_index("ix_join_request_email")

    op.drop_table("join_request")
