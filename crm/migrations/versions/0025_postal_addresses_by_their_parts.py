"""Postal addresses by their parts: code, city and region beside the lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PARTS = {"postal_code": 20, "postal_city": 120, "postal_region": 120}


def upgrade() -> None:
    """Add the parts, empty: what was written as lines stays so."""
    with op.batch_alter_table("member", schema=None) as batch_op:
        for name, length in PARTS.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))


def downgrade() -> None:
    """Write the parts under the lines, and take their columns away."""
    op.execute(
        "UPDATE member SET postal_address = postal_address || '\n' || "
        "trim(postal_code || ' ' || postal_city || ' ' || postal_region) "
        "WHERE postal_code || postal_city || postal_region <> ''"
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        for name in reversed(PARTS):
            batch_op.drop_column(name)
