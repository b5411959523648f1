"""Versions of digests in several languages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give digests versions in other languages, and their words a version number, so that nobody writes over unseen."""
    op.create_table(
        "digest_text",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("preheader", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest.id"], name=op.f("fk_digest_text_digest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["edited_by"], ["user.id"], name=op.f("fk_digest_text_edited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_text")),
        sa.UniqueConstraint("digest_id", "language", name=op.f("uq_digest_text_digest_id_language")),
    )
    op.create_table(
        "block_text",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_block_text_block_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["edited_by"], ["user.id"], name=op.f("fk_block_text_edited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_text")),
        sa.UniqueConstraint("block_id", "language", name=op.f("uq_block_text_block_id_language")),
    )
    op.create_table(
        "item_text",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["block_item.id"], name=op.f("fk_item_text_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_text")),
        sa.UniqueConstraint("item_id", "language", name=op.f("uq_item_text_item_id_language")),
    )
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("scope", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("edited_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_block_edited_by"), "user", ["edited_by"], ["id"])

    with op.batch_alter_table("block_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("own_country", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("also_in", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("edited_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_digest_edited_by"), "user", ["edited_by"], ["id"])

    # What was frozen of a country now says its language in its key.
    op.execute(
        "UPDATE frozen_text SET key = key || ':' || (SELECT language FROM digest WHERE digest.id = digest_id) "
        "WHERE key LIKE 'country:__'"
    )


def downgrade() -> None:
    """Keep only what was written first."""
    op.execute("UPDATE frozen_text SET key = substr(key, 1, 10) WHERE key LIKE 'country:__:%'")
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_digest_edited_by"), type_="foreignkey")
        batch_op.drop_column("edited_by")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("version")
        batch_op.drop_column("also_in")

    with op.batch_alter_table("block_item", schema=None) as batch_op:
        batch_op.drop_column("own_country")
        batch_op.drop_column("told")
        batch_op.drop_column("pinned")

    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_block_edited_by"), type_="foreignkey")
        batch_op.drop_column("edited_by")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("version")
        batch_op.drop_column("scope")
        batch_op.drop_column("pinned")

    op.drop_table("item_text")
    op.drop_table("block_text")
    op.drop_table("digest_text")
