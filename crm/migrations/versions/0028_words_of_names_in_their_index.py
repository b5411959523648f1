"""Words of names in their index."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the words of names once, in the order in which search walks them, as those of actions are."""
    _make_anew(with_rowid=False)


def downgrade() -> None:
    """Keep them in the order in which they came, and a second time in an index."""
    _make_anew(with_rowid=True)


def _make_anew(*, with_rowid: bool) -> None:
    # On PostgreSQL a table has no order of its own: there is nothing to change.
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("name_word", recreate="always", table_kwargs={"sqlite_with_rowid": with_rowid}):
            pass
