"""When each message of a digest is due: quiet days, and the zones of the readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.countries.zones import zone_of
from crm.digests.models import QuietPeriod
from crm.digests.queries.readers import KIND
from crm.digests.timing import Quiet, due_at
from crm.mail.models import Message, MessageState

Due = Callable[[str | None], datetime]
"""Gives the instant at which a message to a country is due."""


def quiet_periods(session: Session, since: date) -> Sequence[QuietPeriod]:
    """List the quiet days that are not over on a day, the next ones first."""
    chosen = sa.select(QuietPeriod).where(QuietPeriod.last_on >= since)
    return session.scalars(chosen.order_by(QuietPeriod.first_on, QuietPeriod.id)).all()


def due_later(session: Session, since: datetime) -> Callable[[datetime, str | None], datetime]:
    """Prepare to say when a message to a country that was due at an instant goes, past quiet days."""
    quiet = _quiet(session, since)
    own = ZoneInfo(get_settings(session).time_zone)
    return lambda at, iso2: due_at(at, zone_of(iso2) or own, iso2, quiet)


def due_times(session: Session, earliest: datetime, morning_on: date | None = None) -> Due:
    """Prepare to say when messages are due; a reader without a country lives where the organisation is."""
    quiet = _quiet(session, earliest)
    own = ZoneInfo(get_settings(session).time_zone)
    return lambda iso2: due_at(earliest, zone_of(iso2) or own, iso2, quiet, morning_on)


def _quiet(session: Session, since: datetime) -> Sequence[Quiet]:
    rows = quiet_periods(session, since.date())
    return [Quiet(row.first_on, row.last_on, row.country_iso2, row.reason) for row in rows]


def still_to_come(session: Session, digest_id: int, now: datetime, limit: int = 50) -> Sequence[tuple[datetime, int]]:
    """How many messages of a digest wait for which instant, as far as it is still to come."""
    rows = session.execute(
        sa.select(Message.due_at, sa.func.count())
        .where(
            Message.kind == KIND,
            Message.subject_id == digest_id,
            Message.state == MessageState.WAITING,
            Message.due_at > now,
        )
        .group_by(Message.due_at)
        .order_by(Message.due_at)
        .limit(limit)
    )
    return [(at, number) for at, number in rows]
