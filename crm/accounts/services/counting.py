"""Counting tries and requests in the database, so that a restart forgets none."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa

from crm.accounts.models import Counter
from crm.db import UtcDateTime, insert_of

LONGEST_KEPT = timedelta(days=1)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from crm.accounts.rates import Rate


def count(session: Session, rate: Rate, who: str, now: datetime) -> float:
    """Count one more and give the count within the window that slides with the time.

    The count stops at one above the limit: whoever keeps asking doesn't lengthen the wait.
    """
    start = rate.start(now)
    given = {"who": _key(rate, who), "start": start, "before": start - rate.window, "most": rate.most}
    current, before = session.execute(_counting(session.get_bind().dialect.name), given).one()
    return rate.estimate(before or 0, current, now)


@cache
def _counting(dialect: str) -> sa.Executable:
    """Build the statement that counts one more, and gives the count of this window and of the one before.

    It names the table: what the ORM does with rows that are inserted costs more than the statement.
    """
    table = cast("sa.Table", Counter.__table__)
    counter, before = table.c, table.alias().c
    who, start = sa.bindparam("who", type_=sa.String), sa.bindparam("start", type_=UtcDateTime)
    return (
        insert_of(dialect)(table)
        .values(key=who, window_starts_at=start, count=1)
        .on_conflict_do_update(
            index_elements=["key", "window_starts_at"],
            set_={"count": sa.case((counter.count > sa.bindparam("most"), counter.count), else_=counter.count + 1)},
        )
        .returning(
            counter.count,
            sa.select(before.count)
            .where(before.key == who, before.window_starts_at == sa.bindparam("before", type_=UtcDateTime))
            .scalar_subquery(),
        )
    )


def forget(session: Session, rate: Rate, who: str) -> None:
    """Begin to count anew, after the right answer."""
    session.execute(sa.delete(Counter).where(Counter.key == _key(rate, who)))


def _key(rate: Rate, who: str) -> str:
    return f"{rate.name}:{who}"[:160]


def tidy(session: Session, now: datetime) -> None:
    """Delete counts of windows long gone."""
    session.execute(sa.delete(Counter).where(Counter.window_starts_at < now - LONGEST_KEPT))
