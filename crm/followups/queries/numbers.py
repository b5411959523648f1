"""How many follow-ups wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.followups.models import FollowUp, FollowUpState
from crm.followups.queries.lists import visible_to

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
    nobodys = FollowUp.owner_id.is_(None)
    mine = FollowUp.owner_id == actor.user_id
    parts = [
        _capped(actor, owner, day)
        for day in (FollowUp.due_on < today, FollowUp.due_on == today, FollowUp.due_on > today)
        for owner in (mine, nobodys)
    ]
    counted = session.execute(sa.select(*parts)).one()
    overdue, overdue_nobodys, due, due_nobodys, later, later_nobodys = map(int, counted)
    return Numbers(
        overdue=overdue + overdue_nobodys,
        due_today=due + due_nobodys,
        waiting=overdue + overdue_nobodys + due + due_nobodys + later + later_nobodys,
        nobodys=overdue_nobodys + due_nobodys + later_nobodys,
    )


def _capped(actor: Actor, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    rows = sa.select(sa.literal(1).label("one")).where(
        FollowUp.state == FollowUpState.OPEN, visible_to(actor), *conditions
    )
    return sa.select(sa.func.count()).select_from(rows.limit(COUNT_AT_MOST + 1).subquery()).scalar_subquery()
