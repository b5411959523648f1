"""The pace of mail: at most so many messages a second, over all workers together."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from crm.mail.models import MailPace

FARTHEST_SECONDS = 600.0
"""A slot farther away than this was given by a clock that ran wrong."""


def reserve_slot(connection: Connection, now: float, rate: float) -> float:
    """Take the next free moment for one message: seconds since 1970, at `rate` messages a second."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(MailPace).values(id=1, next_slot=now).on_conflict_do_nothing())
    in_order = MailPace.next_slot.between(now, now + FARTHEST_SECONDS)
    after = connection.execute(
        sa.update(MailPace)
        .where(MailPace.id == 1)
        .values(next_slot=sa.case((in_order, MailPace.next_slot), else_=now) + 1 / rate)
        .returning(MailPace.next_slot)
    ).scalar_one()
    return float(after) - 1 / rate
