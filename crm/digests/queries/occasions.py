"""What is known of an occasion: who goes to a meeting, and what a State did towards leaving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.countries.models import Meeting
from crm.digests.models import Digest
from crm.digests.occasions import Attendances, Going
from crm.digests.queries.news import TREATY
from crm.digests.wording import partial_date
from crm.meetings.models import Attendance, Delegate, DelegateState, GovernmentAttendance
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.queries import people
from crm.milestones.kinds import AWAY, MilestoneState
from crm.milestones.models import Milestone
from crm.milestones.queries import open_on
from crm.milestones.wording import milestone_news

COME = (DelegateState.COMING, DelegateState.CAME)


def going_to(session: Session, meeting: Meeting, actor: Actor, now: datetime) -> Going:
    """Count who goes to a meeting: two statements."""
    row = session.execute(
        sa.select(
            sa.func.max(GovernmentAttendance.seen_on),
            sa.func.count().filter(GovernmentAttendance.attends == Attendance.REGISTERED),
        ).where(GovernmentAttendance.meeting_id == meeting.id)
    ).one()
    ours = people(session, Filter().everyone, actor, now).also(
        Member.id.in_(sa.select(Delegate.member_id).where(Delegate.meeting_id == meeting.id, Delegate.state.in_(COME)))
    )
    number, countries = session.execute(
        ours.select(sa.func.count(Member.id), sa.func.count(Member.country_iso2.distinct()))
    ).one()
    return Going(row[1] if row[0] else None, row[0], number, countries)


def attendance_of(session: Session, digest: Digest) -> Attendances | None:
    """What a list of the meeting that a digest is about says of each Government; None without such a meeting."""
    meeting = session.get(Meeting, digest.meeting_id) if digest.meeting_id is not None else None
    if meeting is None:
        return None
    chosen = sa.select(GovernmentAttendance).where(GovernmentAttendance.meeting_id == meeting.id)
    rows = session.scalars(chosen).all()
    return Attendances(
        meeting.name,
        {row.iso2: row.attends is Attendance.REGISTERED for row in rows},
        {row.iso2: row.seen_on for row in rows},
    )


def steps_away(session: Session, iso2: str, names: Mapping[str, str], today: date) -> Mapping[str, tuple[str, ...]]:
    """What was done in a State towards leaving, as far as the network may know: by language, in order of the days."""
    rows = session.scalars(
        sa.select(Milestone)
        .where(Milestone.treaty_key == TREATY, Milestone.iso2 == iso2, open_on(today))
        .order_by(Milestone.on, Milestone.id)
    ).all()
    done = [row for row in rows if row.kind in AWAY and row.state is MilestoneState.DONE]
    return {
        language: tuple(milestone_news(row.kind, name, partial_date(row.on, language), language) for row in done)
        for language, name in names.items()
    }
