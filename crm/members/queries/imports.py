"""Who of an import goes with its undo, and who stayed after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.models import Arrival, Change, ChangeSet
from crm.audit.services import staying
from crm.members.models import Member

NAMED = 10
"""How many are named of those who stay."""

Stayers = tuple[int, Sequence[tuple[int, str]]]
"""How many stay, and the numbers and names of the first."""


def people_kept(session: Session, change_set: int) -> Stayers:
    """Who came with an act and stayed when it was undone."""
    act = session.get_one(ChangeSet, change_set)
    went = sa.select(Change.row_key).where(
        Change.change_set_id == act.undone_by, Change.table_name == Member.__tablename__, Change.after.is_(None)
    )
    came = sa.exists().where(
        Arrival.change_set_id == change_set,
        Arrival.table_name == Member.__tablename__,
        Member.id.between(Arrival.first, Arrival.last),
    )
    return _named(session, came & sa.cast(Member.id, sa.String).not_in(went))


def people_staying(session: Session, change_set: int) -> Stayers:
    """Who came with an act and would stay if it were undone now."""
    stays: Collection[str] = staying(session, change_set).get(Member.__tablename__, ())
    return _named(session, Member.id.in_([int(key) for key in stays]))


def _named(session: Session, which: sa.ColumnElement[bool]) -> Stayers:
    count = session.scalar(sa.select(sa.func.count()).select_from(Member).where(which)) or 0
    names = sa.select(Member.id, Member.name).where(which).order_by(Member.sort_name, Member.id).limit(NAMED)
    return count, [(number, name) for number, name in session.execute(names)]
