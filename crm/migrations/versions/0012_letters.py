"""Letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep letters, who signs them, their texts, and where a chamber takes its post."""
    op.create_table(
        "letter_template",
        sa.Column("key", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_template_key")),
    )
    op.create_table(
        "letter_text",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["letter_template.id"], name=op.f("fk_letter_text_template_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["written_by"], ["user.id"], name=op.f("fk_letter_text_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_text")),
        sa.UniqueConstraint(
            "template_id", "language", "version", name=op.f("uq_letter_text_template_id_language_version")
        ),
    )
    op.create_table(
        "sender_profile",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("signatory", sa.String(length=200), nullable=False),
        sa.Column("signatory_title", sa.String(length=200), nullable=False),
        sa.Column("letterhead", sa.Text(), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("reply_email", sa.String(length=254), nullable=False),
        sa.Column("web_page", sa.String(length=300), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_sender_profile_country_iso2")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_profile")),
        sa.UniqueConstraint("name", name=op.f("uq_sender_profile_name")),
    )
    op.create_table(
        "letter_batch",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("only", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("not_within_days", sa.Integer(), nullable=False),
        sa.Column("follow_up_days", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("enclosures", sa.JSON(), nullable=False),
        sa.Column("attach", sa.Boolean(), nullable=False),
        sa.Column("waiver", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_letter_batch_created_by")),
        sa.ForeignKeyConstraint(["sender_id"], ["sender_profile.id"], name=op.f("fk_letter_batch_sender_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["user.id"], name=op.f("fk_letter_batch_sent_by")),
        sa.ForeignKeyConstraint(["template_id"], ["letter_template.id"], name=op.f("fk_letter_batch_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_batch")),
    )
    op.create_table(
        "sender_image",
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("mimetype", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["sender_profile.id"], name=op.f("fk_sender_image_sender_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sender_id", name=op.f("pk_sender_image")),
    )
    op.create_table(
        "letter",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("variant", sa.String(length=80), nullable=False),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("by_post", sa.Boolean(), nullable=False),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=True),
        sa.Column("address_lines", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("enclosures", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_letter_address_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["batch_id"], ["letter_batch.id"], name=op.f("fk_letter_batch_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_letter_country_iso2")),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interaction.id"], name=op.f("fk_letter_interaction_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_letter_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sender_id"], ["sender_profile.id"], name=op.f("fk_letter_sender_id")),
        sa.ForeignKeyConstraint(["text_id"], ["letter_text.id"], name=op.f("fk_letter_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("batch_id", "member_id", name=op.f("uq_letter_batch_id_member_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_letter_reference")),
        sa.UniqueConstraint("token", name=op.f("uq_letter_token")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_batch_state", ["batch_id", "state", "id"], unique=False)
        batch_op.create_index("ix_letter_member", ["member_id", "sent_on"], unique=False)
    with op.batch_alter_table("chamber", schema=None) as batch_op:
        batch_op.add_column(sa.Column("postal_address", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("chamber", schema=None) as batch_op:
        batch_op.drop_column("postal_address")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_member")
        batch_op.drop_index("ix_letter_batch_state")

    op.drop_table("letter")
    op.drop_table("sender_image")
    op.drop_table("letter_batch")
    op.drop_table("sender_profile")
    op.drop_table("letter_text")
    op.drop_table("letter_template")
