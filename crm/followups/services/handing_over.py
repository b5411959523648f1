"""Giving what waits for one user to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from crm.followups.models import FollowUp, FollowUpState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def hand_over_all(session: Session, owner_id: int, to: int) -> int:
    """Give every open follow-up of one user to another; says how many."""
    waiting = session.scalars(
        sa.select(FollowUp)
        .where(FollowUp.owner_id == owner_id, FollowUp.state == FollowUpState.OPEN)
        .order_by(FollowUp.id)
    ).all()
    for follow_up in waiting:
        follow_up.owner_id = to
    session.flush()
    return len(waiting)
