"""The library."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep model texts and documents with their versions, and which text an action uses."""
    op.create_table(
        "model_text",
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("steps", sa.String(length=200), nullable=False),
        sa.Column("parliament", sa.String(length=40), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("shipped", sa.JSON(), nullable=True),
        sa.Column("shipped_texts", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_text")),
        sa.UniqueConstraint("key", name=op.f("uq_model_text_key")),
    )
    op.create_table(
        "document",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("shipped_texts", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("key", name=op.f("uq_document_key")),
    )
    op.create_table(
        "model_text_version",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_model_text_version_changed_by")),
        sa.ForeignKeyConstraint(
            ["text_id"], ["model_text.id"], name=op.f("fk_model_text_version_text_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_text_version")),
        sa.UniqueConstraint(
            "text_id", "language", "version", name=op.f("uq_model_text_version_text_id_language_version")
        ),
    )
    op.create_table(
        "document_version",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(form = 'paper') = (stored_name = '')", name=op.f("ck_document_version_paper_or_file")),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_document_version_changed_by")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint(
            "document_id", "language", "version", name=op.f("uq_document_version_document_id_language_version")
        ),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("model_text_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_action_model_text_id"), ["model_text_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_action_model_text_id"), "model_text", ["model_text_id"], ["id"])


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_action_model_text_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_action_model_text_id"))
        batch_op.drop_column("model_text_id")

    op.drop_table("document_version")
    op.drop_table("model_text_version")
    op.drop_table("document")
    op.drop_table("model_text")
