"""Giving the people somebody looks after to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from crm.audit.services import record_updated
from crm.members.models import Member

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def hand_over_people(session: Session, owner_id: int, to: int) -> int:
    """Give everybody whom one user looks after to another; says how many."""
    ids = session.scalars(sa.select(Member.id).where(Member.owner_id == owner_id).order_by(Member.id)).all()
    session.execute(
        sa.update(Member)
        .where(Member.owner_id == owner_id)
        .values(owner_id=to)
        .execution_options(synchronize_session="fetch")
    )
    record_updated(
        session,
        Member.metadata.tables[Member.__tablename__],
        ((str(one), {"owner_id": owner_id}, {"owner_id": to}) for one in ids),
    )
    return len(ids)
