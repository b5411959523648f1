"""What came in: what members asked for, answered and did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.rights import Role
from crm.actions.models import ActionState, ParliamentaryAction, ParticipantRole, Participation
from crm.countries.models import Country
from crm.db import UtcDateTime
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.members.models import Member
from crm.paging import AnySelect

SHOWN = 8
NEWS = timedelta(days=14)

_SINCE: sa.BindParameter[datetime] = sa.bindparam("since", type_=UtcDateTime())


@dataclass(frozen=True)
class Arrival:
    """Something that came in: a request, a reply, a draft, or an action a member logged."""

    at: datetime
    text: str
    address: str
    person: str
    country: str


def came_in(session: Session, now: datetime) -> Sequence[Arrival]:
    """What members and the mail brought in the last two weeks, the latest first, in one statement."""
    rows = session.execute(_news(), {"since": now - NEWS, "since_on": (now - NEWS).date()})
    return [
        Arrival(
            row.at,
            row.text,
            f"/actions/{row.id}" if row.what == "action" else f"/follow-ups/{row.id}",
            row.person or "",
            row.country or "",
        )
        for row in rows
    ]


@cache
def _news() -> AnySelect:
    """Both kinds together, built once: `since` and `since_on` are filled in when it is asked."""
    both = sa.union_all(sa.select(_asked().subquery()), sa.select(_told().subquery())).subquery()
    return sa.select(both).order_by(both.c.at.desc(), both.c.what, both.c.id).limit(SHOWN)


def _asked() -> AnySelect:
    """Requests, replies and people who want to join that still wait."""
    return (
        sa.select(
            FollowUp.opened_at.label("at"),
            sa.literal("follow_up").label("what"),
            FollowUp.id.label("id"),
            FollowUp.text.label("text"),
            Member.name.label("person"),
            Country.name_en.label("country"),
        )
        .outerjoin(Member, Member.id == FollowUp.member_id)
        .outerjoin(Country, Country.iso2 == Member.country_iso2)
        .where(
            FollowUp.state == FollowUpState.OPEN,
            FollowUp.kind.in_([FollowUpKind.REQUEST, FollowUpKind.REPLY, FollowUpKind.JOIN]),
            FollowUp.opened_at > _SINCE,
            # Nothing is due before it was opened, and there is an index by the day it is due.
            FollowUp.due_on >= sa.bindparam("since_on", type_=sa.Date),
        )
        .order_by(FollowUp.opened_at.desc(), FollowUp.id)
        .limit(SHOWN)
    )


def _told() -> AnySelect:
    """Actions that members logged, and drafts by mailed link that wait for a look."""
    action = ParliamentaryAction
    return (
        sa.select(action.logged_at, sa.literal("action"), action.id, action.title, Member.name, Country.name_en)
        .outerjoin(User, User.id == action.logged_by)
        .outerjoin(Participation, _leads())
        .outerjoin(Member, Member.id == Participation.member_id)
        .outerjoin(Country, Country.iso2 == action.country_iso2)
        .where(action.logged_at > _SINCE, sa.or_(User.role == Role.MEMBER, action.state == ActionState.DRAFT))
        .order_by(action.logged_at.desc(), action.id)
        .limit(SHOWN)
    )


def _leads() -> sa.ColumnElement[bool]:
    return sa.and_(
        Participation.action_id == ParliamentaryAction.id,
        Participation.role == ParticipantRole.LEAD,
        Participation.withdrawn_on.is_(None),
    )
