"""What we ask of change sets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.models import Arrival, AuditEntry, Change, ChangeSet, says_something

PAGE = 50
"""Rows of one page of a list, newest first."""


@dataclass(frozen=True)
class Which:
    """Which acts or lines of the journal are asked for; `before` is the id the page before ended with."""

    actor_id: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    before: int | None = None


def change_sets(session: Session, which: Which) -> Sequence[ChangeSet]:
    """List acts, the newest first, one more than a page to say that there are more."""
    statement = _chosen(sa.select(ChangeSet), ChangeSet, which)
    if which.words:
        in_act = ChangeSet.act.icontains(which.words, autoescape=True)
        statement = statement.where(ChangeSet.summary.icontains(which.words, autoescape=True) | in_act)
    return session.scalars(statement).all()


def entries(session: Session, which: Which) -> Sequence[AuditEntry]:
    """List lines of the journal, the newest first, one more than a page to say that there are more."""
    statement = _chosen(sa.select(AuditEntry), AuditEntry, which)
    if which.words:
        statement = statement.where(AuditEntry.event.icontains(which.words, autoescape=True))
    return session.scalars(statement).all()


def changes_of(session: Session, change_set_id: int, limit: int = 200) -> Sequence[Change]:
    """List the first rows that an act changed, in its order."""
    return session.scalars(
        sa.select(Change).where(Change.change_set_id == change_set_id).order_by(Change.id).limit(limit)
    ).all()


def arrivals_of(session: Session, change_set_id: int) -> Mapping[str, int]:
    """How many rows an act brought at once, by their table, in the order in which they came."""
    number = sa.func.sum(Arrival.last - Arrival.first + 1)
    counted = sa.select(Arrival.table_name, number).where(Arrival.change_set_id == change_set_id)
    rows = session.execute(counted.group_by(Arrival.table_name).order_by(sa.func.min(Arrival.id)))
    return dict(rows.all())


def count_changes(session: Session, change_set_id: int) -> int:
    """Count the rows that an act changed or brought."""
    statement = sa.select(sa.func.count()).select_from(Change).where(Change.change_set_id == change_set_id)
    return (session.scalar(statement) or 0) + sum(arrivals_of(session, change_set_id).values())


def find_change_set(session: Session, change_set_id: int) -> ChangeSet | None:
    """The change set of this number, if there is one."""
    return session.get(ChangeSet, change_set_id)


def tables_of(session: Session, change_set_id: int) -> Collection[str]:
    """The tables whose rows a change set changed."""
    parts = [sa.select(part.table_name).where(part.change_set_id == change_set_id) for part in (Change, Arrival)]
    return set(session.scalars(sa.union(*parts)))


def is_erased(session: Session, change_set_id: int) -> bool:
    """Whether of all that an act changed nothing is known any more."""
    of_it = sa.select(Change.id).where(Change.change_set_id == change_set_id).limit(1)
    return session.scalar(of_it) is not None and session.scalar(of_it.where(says_something())) is None


def _chosen(statement: sa.Select[Any], table: type[ChangeSet | AuditEntry], which: Which) -> sa.Select[Any]:
    if which.actor_id is not None:
        statement = statement.where(table.actor_id == which.actor_id)
    if which.since is not None:
        statement = statement.where(table.at >= datetime.combine(which.since, time(), UTC))
    if which.until is not None:
        statement = statement.where(table.at < datetime.combine(which.until, time(), UTC) + timedelta(days=1))
    if which.before is not None:
        statement = statement.where(table.id < which.before)
    return statement.order_by(table.id.desc()).limit(PAGE + 1)


def change_sets_of(session: Session, subject: str, limit: int = 20) -> Sequence[ChangeSet]:
    """What was done to a thing (`actions:12`), the latest first."""
    chosen = sa.select(ChangeSet).where(ChangeSet.subject == subject)
    return session.scalars(chosen.order_by(ChangeSet.id.desc()).limit(limit)).all()


def history_of(session: Session, table: str, key: str, limit: int = 50) -> Sequence[tuple[ChangeSet, Change]]:
    """What became of one row, the latest first: each act with what it changed."""
    chosen = (
        sa.select(ChangeSet, Change)
        .join(Change, Change.change_set_id == ChangeSet.id)
        .where(Change.table_name == table, Change.row_key == key)
        .order_by(Change.id.desc())
    )
    return [(act, change) for act, change in session.execute(chosen.limit(limit))]
