"""Counts of people that read their index alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COUNTED = ["stage", "country_iso2", "shielded", "owner_id"]


def upgrade() -> None:
    """Let the index of the people who are kept hold that they are: SQLite looks at the row for what it does not."""
    _index([*COUNTED, "erased_at"])


def downgrade() -> None:
    """Look at the rows again."""
    _index(COUNTED)


def _index(columns: list[str]) -> None:
    op.drop_index("ix_member_kept", "member")
    kept = sa.text("erased_at IS NULL")
    op.create_index("ix_member_kept", "member", columns, sqlite_where=kept, postgresql_where=kept)
