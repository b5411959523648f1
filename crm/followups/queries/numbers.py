"""How many follow-ups wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Act, Actor, Relation, reach
from crm.followups.models import FollowUp, FollowUpState
from crm.followups.queries.lists import visible_by
from crm.paging import number_of

COUNT_AT_MOST = 1_000


@dataclass(frozen=True)
class Numbers:
    """What waits for an actor, with what nobody owns; each number stops at COUNT_AT_MOST + 1."""

    overdue: int
    due_today: int
    waiting: int
    nobodys: int


def numbers(session: Session, actor: Actor, today: date) -> Numbers:
    """Count what waits for an actor, in one statement that looks at no more rows than it counts."""
    asked = {"user": actor.user_id, "today": today, "members": sorted(actor.members)}
    counted = session.execute(_counted(reach(actor, Act.SEE_FOLLOW_UPS)), asked).one()
    overdue, overdue_nobodys, due, due_nobodys, later, later_nobodys = map(int, counted)
    return Numbers(
        overdue=overdue + overdue_nobodys,
        due_today=due + due_nobodys,
        waiting=overdue + overdue_nobodys + due + due_nobodys + later + later_nobodys,
        nobodys=overdue_nobodys + due_nobodys + later_nobodys,
    )


@cache
def _counted(relation: Relation) -> sa.Select[*tuple[int, ...]]:
    """The six counts, built once: `user`, `today` and `members` are filled in when they are asked."""
    visible = visible_by(relation, sa.bindparam("members", expanding=True))
    mine, nobodys = FollowUp.owner_id == sa.bindparam("user"), FollowUp.owner_id.is_(None)
    today = sa.bindparam("today", type_=sa.Date)
    days = (FollowUp.due_on < today, FollowUp.due_on == today, FollowUp.due_on > today)
    return sa.select(*(_capped(visible, owner, day) for day in days for owner in (mine, nobodys)))


def _capped(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    rows = sa.select(FollowUp.id).where(FollowUp.state == FollowUpState.OPEN, *conditions)
    return number_of(rows, COUNT_AT_MOST).scalar_subquery()
