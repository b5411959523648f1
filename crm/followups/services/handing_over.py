"""Giving all that waits for one user to another."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import record_updated
from crm.db import Base
from crm.followups.models import FollowUp, FollowUpState


def hand_over_all(session: Session, owner_id: int, to: int | None) -> int:
    """Give every open follow-up of one user to another, or to nobody; says how many. The caller sees to rights."""
    chosen = sa.and_(FollowUp.owner_id == owner_id, FollowUp.state == FollowUpState.OPEN)
    ids = session.scalars(sa.select(FollowUp.id).where(chosen).order_by(FollowUp.id)).all()
    changing = sa.update(FollowUp).where(chosen).values(owner_id=to)
    session.execute(changing.execution_options(synchronize_session="fetch"))
    rows = [(str(one), {"owner_id": owner_id}, {"owner_id": to}) for one in ids]
    record_updated(session, Base.metadata.tables[FollowUp.__tablename__], rows)
    return len(ids)
