"""What we ask of change sets."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.models import Change, ChangeSet


def find_change_set(session: Session, change_set_id: int) -> ChangeSet | None:
    """The change set of this number, if there is one."""
    return session.get(ChangeSet, change_set_id)


def tables_of(session: Session, change_set_id: int) -> Collection[str]:
    """The tables whose rows a change set changed."""
    statement = sa.select(Change.table_name).where(Change.change_set_id == change_set_id).distinct()
    return set(session.scalars(statement))
