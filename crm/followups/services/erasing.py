"""What becomes of follow-ups when somebody is erased: theirs go, others' no longer say their name."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.actions.models import Participation
from crm.audit.erasing import RowName, name_of, strike_history, take_away
from crm.audit.striking import strike
from crm.followups.models import FollowUp
from crm.members.services.erasing import Leaving, erases


@erases(FollowUp)
def erase_from_follow_ups(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Delete what waits about them; strike their name out of what waits about an action they took part in."""
    for row in session.scalars(sa.select(FollowUp).where(FollowUp.member_id == leaving.member_id)).all():
        yield from take_away(session, row)
    theirs = sa.select(Participation.action_id).where(Participation.member_id == leaving.member_id)
    for row in session.scalars(sa.select(FollowUp).where(FollowUp.action_id.in_(theirs))).all():
        row.text, row.note = strike(row.text, leaving.words), strike(row.note, leaving.words)
        strike_history(session, [name_of(row)], (), leaving.words)
