"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "address",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("state_since", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("email", name=op.f("uq_address_email")),
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_domain"), ["domain"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("remote", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_event"), ["event"], unique=False)

    op.create_table(
        "change_set",
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("undo_of", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["undo_of"], ["change_set.id"], name=op.f("fk_change_set_undo_of")),
        sa.ForeignKeyConstraint(["undone_by"], ["change_set.id"], name=op.f("fk_change_set_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set")),
    )
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_set_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_set_subject"), ["subject"], unique=False)

    op.create_table(
        "counter",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("window_starts_at", sa.DateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_starts_at", name=op.f("pk_counter")),
    )
    op.create_table(
        "country",
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=False),
        sa.Column("m49", sa.String(length=3), nullable=False),
        sa.Column("un_status", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_es", sa.String(length=120), nullable=False),
        sa.Column("called_en", sa.String(length=120), nullable=False),
        sa.Column("called_fr", sa.String(length=120), nullable=False),
        sa.Column("called_es", sa.String(length=120), nullable=False),
        sa.Column("formal_en", sa.String(length=200), nullable=False),
        sa.Column("formal_fr", sa.String(length=200), nullable=False),
        sa.Column("formal_es", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("subregion", sa.String(length=60), nullable=False),
        sa.Column("intermediate_region", sa.String(length=60), nullable=False),
        sa.Column("capital", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("procedure_source", sa.Text(), nullable=False),
        sa.Column("shipped", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("iso2", name=op.f("pk_country")),
    )
    op.create_table(
        "import_run",
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("change_set_id", sa.Integer(), nullable=True),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "job",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress_done", sa.Integer(), nullable=False),
        sa.Column("progress_total", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["state", "due_at", "id"], unique=False)

    op.create_table(
        "link_token",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_token")),
        sa.UniqueConstraint("purpose", "member_id", "subject", name=op.f("uq_link_token_purpose_member_id_subject")),
        sa.UniqueConstraint("token", name=op.f("uq_link_token_token")),
    )
    with op.batch_alter_table("link_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_token_member_id"), ["member_id"], unique=False)

    op.create_table(
        "mail_control",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("stopped_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_mail_control")),
    )
    op.create_table(
        "mail_pace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_slot", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_pace")),
    )
    op.create_table(
        "organisation",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("web_page", sa.String(length=300), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("reply_box", sa.String(length=254), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "start_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_code")),
    )
    op.create_table(
        "treaty",
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=80), nullable=False),
        sa.Column("mtdsg_no", sa.String(length=20), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("signature_closes_on", sa.Date(), nullable=True),
        sa.Column("triggered_on", sa.Date(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=False),
        sa.Column("entry_into_force_rule", sa.String(length=40), nullable=False),
        sa.Column("withdrawal_rule", sa.String(length=40), nullable=False),
        sa.Column("has_duties", sa.Boolean(), nullable=False),
        sa.Column("known_until", sa.Date(), nullable=False),
        sa.Column("known_until_source", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("shipped", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_treaty")),
    )
    op.create_table(
        "user",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_offered", sa.Text(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=True),
        sa.Column("last_sign_in_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "action",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("kind_as_written", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("on", sa.String(length=10), nullable=True),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("body", sa.String(length=300), nullable=False),
        sa.Column("aim", sa.String(length=40), nullable=True),
        sa.Column("evidence", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=60), nullable=False),
        sa.Column("logged_at", sa.DateTime(), nullable=False),
        sa.Column("logged_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_action_country_iso2")),
        sa.ForeignKeyConstraint(["logged_by"], ["user.id"], name=op.f("fk_action_logged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_aim_on", ["aim", "on", "id"], unique=False)
        batch_op.create_index("ix_action_country_on", ["country_iso2", "on", "id"], unique=False)
        batch_op.create_index("ix_action_evidence_on", ["evidence", "on", "id"], unique=False)
        batch_op.create_index("ix_action_kind_on", ["kind", "on", "id"], unique=False)
        batch_op.create_index("ix_action_logged", ["logged_at", "id"], unique=False)
        batch_op.create_index("ix_action_on", ["on", "id"], unique=False)
        batch_op.create_index("ix_action_state_on", ["state", "on", "id"], unique=False)
        batch_op.create_index("ix_action_visibility_on", ["visibility", "on", "id"], unique=False)

    op.create_table(
        "chamber",
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("territory", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("legislature", sa.String(length=200), nullable=False),
        sa.Column("house", sa.String(length=20), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("seats_text", sa.Text(), nullable=False),
        sa.Column("electoral_system", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("last_election", sa.String(length=10), nullable=True),
        sa.Column("next_election_expected", sa.String(length=10), nullable=True),
        sa.Column("next_election_text", sa.String(length=120), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shipped", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_chamber_country_iso2")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chamber")),
        sa.UniqueConstraint("key", name=op.f("uq_chamber_key")),
    )
    with op.batch_alter_table("chamber", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chamber_country_iso2"), ["country_iso2"], unique=False)

    op.create_table(
        "change",
        sa.Column("change_set_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_key", sa.String(length=80), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_change_change_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_change_set_id"), ["change_set_id"], unique=False)
        batch_op.create_index("ix_change_row", ["table_name", "row_key"], unique=False)

    op.create_table(
        "digest",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("preheader", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("window_starts_at", sa.DateTime(), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("public_token", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("tested_hash", sa.String(length=64), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("waiver", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_digest_approved_by")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_digest_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("public_token", name=op.f("uq_digest_public_token")),
    )
    op.create_table(
        "mailed_token",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=True),
        sa.Column("new_email", sa.String(length=254), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mailed_token_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mailed_token_token_hash")),
    )
    with op.batch_alter_table("mailed_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailed_token_browser_hash"), ["browser_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailed_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("treaty_key", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts", sa.String(length=10), nullable=True),
        sa.Column("ends", sa.String(length=10), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("verified", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shipped", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_meeting_country_iso2")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("key", name=op.f("uq_meeting_key")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_starts_on"), ["starts_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_treaty_key"), ["treaty_key"], unique=False)

    op.create_table(
        "member",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_name", sa.String(length=300), nullable=False),
        sa.Column("honorific", sa.String(length=80), nullable=False),
        sa.Column("salutation", sa.String(length=300), nullable=False),
        sa.Column("gender", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("territory", sa.String(length=120), nullable=False),
        sa.Column("party", sa.String(length=300), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(length=80), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shielded", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_member_country_iso2")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_member_owner_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("user_id", name=op.f("uq_member_user_id")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index("ix_member_country_stage", ["country_iso2", "stage", "sort_name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_last_contact_on"), ["last_contact_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_member_sort", ["sort_name", "id"], unique=False)
        batch_op.create_index("ix_member_stage_sort", ["stage", "sort_name", "id"], unique=False)

    op.create_table(
        "message",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("address_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("variant", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("body_started_at", sa.DateTime(), nullable=True),
        sa.Column("answer_code", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_message_address_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("kind", "subject_id", "recipient_id", name=op.f("uq_message_kind_subject_id_recipient_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_due", ["state", "priority", "due_at", "id"], unique=False)
        batch_op.create_index("ix_message_recipient", ["recipient_id", "kind"], unique=False)
        batch_op.create_index("ix_message_subject_state", ["kind", "subject_id", "state"], unique=False)

    op.create_table(
        "position",
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=120), nullable=False),
        sa.Column("edition_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_source", sa.Text(), nullable=False),
        sa.Column("shipped", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["iso2"], ["country.iso2"], name=op.f("fk_position_iso2")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("key", name=op.f("uq_position_key")),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index("ix_position_state", ["iso2", "topic"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_saved_view_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_view_name")),
    )
    op.create_table(
        "sign_in",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("remote", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "step_override",
        sa.Column("treaty_key", sa.String(length=20), nullable=False),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["iso2"], ["country.iso2"], name=op.f("fk_step_override_iso2")),
        sa.ForeignKeyConstraint(["treaty_key"], ["treaty.key"], name=op.f("fk_step_override_treaty_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_override")),
    )
    with op.batch_alter_table("step_override", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_override_iso2"), ["iso2"], unique=False)

    op.create_table(
        "treaty_action",
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("treaty_key", sa.String(length=20), nullable=False),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("embargo_until", sa.Date(), nullable=True),
        sa.Column("shipped", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["iso2"], ["country.iso2"], name=op.f("fk_treaty_action_iso2")),
        sa.ForeignKeyConstraint(["treaty_key"], ["treaty.key"], name=op.f("fk_treaty_action_treaty_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treaty_action")),
        sa.UniqueConstraint("key", name=op.f("uq_treaty_action_key")),
    )
    with op.batch_alter_table("treaty_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_treaty_action_entered_at"), ["entered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_treaty_action_iso2"), ["iso2"], unique=False)
        batch_op.create_index(batch_op.f("ix_treaty_action_on"), ["on"], unique=False)
        batch_op.create_index("ix_treaty_action_state", ["treaty_key", "iso2", "on"], unique=False)

    op.create_table(
        "action_chamber",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("chamber_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_chamber_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["chamber_id"], ["chamber.id"], name=op.f("fk_action_chamber_chamber_id")),
        sa.PrimaryKeyConstraint("action_id", "chamber_id", name=op.f("pk_action_chamber")),
    )
    with op.batch_alter_table("action_chamber", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_chamber_chamber_id"), ["chamber_id"], unique=False)

    op.create_table(
        "action_word",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_word_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "action_id", name=op.f("pk_action_word")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("action_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_word_action_id"), ["action_id"], unique=False)

    op.create_table(
        "acts_for",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_acts_for_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_acts_for_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts_for")),
        sa.UniqueConstraint("user_id", "member_id", name=op.f("uq_acts_for_user_id_member_id")),
    )
    op.create_table(
        "block",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_block_digest_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
    )
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_digest_id"), ["digest_id"], unique=False)

    op.create_table(
        "email_address",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_email_address_address_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_email_address_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_address")),
        sa.UniqueConstraint("member_id", "address_id", name=op.f("uq_email_address_member_id_address_id")),
    )
    with op.batch_alter_table("email_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_email_address_address_id"), ["address_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_follow_up_action_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_follow_up_closed_by")),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_follow_up_country_iso2")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_follow_up_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_follow_up_opened_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_follow_up_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index("ix_follow_up_action", ["action_id"], unique=False)
        batch_op.create_index("ix_follow_up_closed", ["state", "closed_at", "id"], unique=False)
        batch_op.create_index("ix_follow_up_kind", ["kind", "state", "due_on", "id"], unique=False)
        batch_op.create_index("ix_follow_up_due", ["state", "due_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_follow_up_owner", ["owner_id", "state", "due_on", "id"], unique=False)

    op.create_table(
        "frozen_text",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest.id"], name=op.f("fk_frozen_text_digest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_text")),
        sa.UniqueConstraint("digest_id", "key", name=op.f("uq_frozen_text_digest_id_key")),
    )
    op.create_table(
        "identifier",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_identifier_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq_identifier_scheme_value")),
    )
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identifier_member_id"), ["member_id"], unique=False)

    op.create_table(
        "interaction",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["user.id"], name=op.f("fk_interaction_by_user_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_interaction_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction")),
    )
    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.create_index("ix_interaction_member", ["member_id", "on"], unique=False)

    op.create_table(
        "mandate",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("chamber_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("party", sa.String(length=300), nullable=False),
        sa.Column("constituency", sa.String(length=300), nullable=False),
        sa.Column("term", sa.String(length=120), nullable=False),
        sa.Column("starts", sa.String(length=10), nullable=True),
        sa.Column("ends", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chamber_id"], ["chamber.id"], name=op.f("fk_mandate_chamber_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_mandate_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("key", name=op.f("uq_mandate_key")),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_chamber_member", ["chamber_id", "member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_member_id"), ["member_id"], unique=False)

    op.create_table(
        "name_word",
        sa.Column(
            "word", sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_name_word_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "member_id", name=op.f("pk_name_word")),
    )
    with op.batch_alter_table("name_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_word_member_id"), ["member_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.String(length=10), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("abstentions", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_outcome_action_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcome_on"), ["on"], unique=False)

    op.create_table(
        "participation",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("on", sa.String(length=10), nullable=True),
        sa.Column("withdrawn_on", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_participation_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_participation_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint("action_id", "member_id", name=op.f("uq_participation_action_id_member_id")),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index("ix_participation_member", ["member_id", "action_id"], unique=False)

    op.create_table(
        "reading_pace",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_reading_pace_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_reading_pace")),
    )
    op.create_table(
        "stage_change",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_stage_change_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
    )
    with op.batch_alter_table("stage_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_change_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_change_on"), ["on"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_how", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_subscription_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("member_id", "topic", name=op.f("uq_subscription_member_id_topic")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index("ix_subscription_topic", ["topic", "ended_at", "member_id"], unique=False)

    op.create_table(
        "tag",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_tag_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member_id", "word", name=op.f("pk_tag")),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_word"), ["word"], unique=False)

    op.create_table(
        "block_item",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("country_iso2", sa.String(length=2), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_block_item_block_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["country_iso2"], ["country.iso2"], name=op.f("fk_block_item_country_iso2")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_item")),
    )
    with op.batch_alter_table("block_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_item_block_id"), ["block_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_block_item_subject"), ["subject"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("block_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_item_subject"))
        batch_op.drop_index(batch_op.f("ix_block_item_block_id"))

    op.drop_table("block_item")
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tag_word"))

    op.drop_table("tag")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_topic")

    op.drop_table("subscription")
    with op.batch_alter_table("stage_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_change_on"))
        batch_op.drop_index(batch_op.f("ix_stage_change_member_id"))

    op.drop_table("stage_change")
    op.drop_table("reading_pace")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index("ix_participation_member")

    op.drop_table("participation")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_on"))
        batch_op.drop_index(batch_op.f("ix_outcome_action_id"))

    op.drop_table("outcome")
    with op.batch_alter_table("name_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_name_word_member_id"))

    op.drop_table("name_word")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_member_id"))
        batch_op.drop_index("ix_mandate_chamber_member")

    op.drop_table("mandate")
    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.drop_index("ix_interaction_member")

    op.drop_table("interaction")
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identifier_member_id"))

    op.drop_table("identifier")
    op.drop_table("frozen_text")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_up_owner")
        batch_op.drop_index(batch_op.f("ix_follow_up_member_id"))
        batch_op.drop_index("ix_follow_up_due")
        batch_op.drop_index("ix_follow_up_kind")
        batch_op.drop_index("ix_follow_up_closed")
        batch_op.drop_index("ix_follow_up_action")

    op.drop_table("follow_up")
    with op.batch_alter_table("email_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_email_address_address_id"))

    op.drop_table("email_address")
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_digest_id"))

    op.drop_table("block")
    op.drop_table("acts_for")
    with op.batch_alter_table("action_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_word_action_id"))

    op.drop_table("action_word")
    with op.batch_alter_table("action_chamber", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_chamber_chamber_id"))

    op.drop_table("action_chamber")
    with op.batch_alter_table("treaty_action", schema=None) as batch_op:
        batch_op.drop_index("ix_treaty_action_state")
        batch_op.drop_index(batch_op.f("ix_treaty_action_on"))
        batch_op.drop_index(batch_op.f("ix_treaty_action_iso2"))
        batch_op.drop_index(batch_op.f("ix_treaty_action_entered_at"))

    op.drop_table("treaty_action")
    with op.batch_alter_table("step_override", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_override_iso2"))

    op.drop_table("step_override")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_user_id"))

    op.drop_table("sign_in")
    op.drop_table("saved_view")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_user_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index("ix_position_state")

    op.drop_table("position")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_subject_state")
        batch_op.drop_index("ix_message_recipient")
        batch_op.drop_index("ix_message_due")

    op.drop_table("message")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index("ix_member_stage_sort")
        batch_op.drop_index("ix_member_sort")
        batch_op.drop_index(batch_op.f("ix_member_owner_id"))
        batch_op.drop_index(batch_op.f("ix_member_last_contact_on"))
        batch_op.drop_index("ix_member_country_stage")

    op.drop_table("member")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_treaty_key"))
        batch_op.drop_index(batch_op.f("ix_meeting_starts_on"))

    op.drop_table("meeting")
    with op.batch_alter_table("mailed_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailed_token_user_id"))
        batch_op.drop_index(batch_op.f("ix_mailed_token_browser_hash"))

    op.drop_table("mailed_token")
    op.drop_table("digest")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_row")
        batch_op.drop_index(batch_op.f("ix_change_change_set_id"))

    op.drop_table("change")
    with op.batch_alter_table("chamber", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chamber_country_iso2"))

    op.drop_table("chamber")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index("ix_action_visibility_on")
        batch_op.drop_index("ix_action_state_on")
        batch_op.drop_index("ix_action_on")
        batch_op.drop_index("ix_action_logged")
        batch_op.drop_index("ix_action_kind_on")
        batch_op.drop_index("ix_action_evidence_on")
        batch_op.drop_index("ix_action_country_on")
        batch_op.drop_index("ix_action_aim_on")

    op.drop_table("action")
    op.drop_table("user")
    op.drop_table("treaty")
    op.drop_table("start_code")
    op.drop_table("organisation")
    op.drop_table("mail_pace")
    op.drop_table("mail_control")
    with op.batch_alter_table("link_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_token_member_id"))

    op.drop_table("link_token")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
    op.drop_table("import_run")
    op.drop_table("country")
    op.drop_table("counter")
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_set_subject"))
        batch_op.drop_index(batch_op.f("ix_change_set_at"))

    op.drop_table("change_set")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_event"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))

    op.drop_table("audit_entry")
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_domain"))

    op.drop_table("address")
