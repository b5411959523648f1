"""Counting tries and requests in the database, so that a restart forgets none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from crm.accounts.models import Counter

LONGEST_KEPT = timedelta(days=1)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from crm.accounts.rates import Rate


def count(session: Session, rate: Rate, who: str, now: datetime) -> float:
    """Count one more and give the count within the window that slides with the time.

    The count stops at one above the limit: whoever keeps asking doesn't lengthen the wait.
    """
    key, start = _key(rate, who), rate.start(now)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(Counter)
        .values(key=key, window_starts_at=start, count=1)
        .on_conflict_do_update(
            index_elements=["key", "window_starts_at"],
            set_={"count": sa.case((Counter.count > rate.most, Counter.count), else_=Counter.count + 1)},
        )
        .returning(Counter.count)
    )
    current = session.execute(statement).scalar_one()
    before = session.scalar(
        sa.select(Counter.count).where(Counter.key == key, Counter.window_starts_at == start - rate.window)
    )
    return rate.estimate(before or 0, current, now)


def forget(session: Session, rate: Rate, who: str) -> None:
    """Begin to count anew, after the right answer."""
    session.execute(sa.delete(Counter).where(Counter.key == _key(rate, who)))


def _key(rate: Rate, who: str) -> str:
    return f"{rate.name}:{who}"[:160]


def tidy(session: Session, now: datetime) -> None:
    """Delete counts of windows long gone."""
    session.execute(sa.delete(Counter).where(Counter.window_starts_at < now - LONGEST_KEPT))
