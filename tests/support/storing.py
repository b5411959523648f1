"""Writing to and reading from an application's database between requests, each time in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from crm.audit.services import Doing, begin, end
from crm.db import reading
from crm.extensions import db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@contextmanager
def writing(app: Flask, actor_id: int | None = None) -> Iterator[Session]:
    """Open an act on the application's database and commit it; a request that comes later has a session of its own."""
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=AT, actor_id=actor_id, source="test"))
        yield session
        session.commit()
        end(session)


def stored(app: Flask, statement: sa.Select[Any]) -> Sequence[Any]:
    """Read the first column of some rows."""
    with app.app_context(), reading():
        rows = db.session.scalars(statement).all()
        db.session.expunge_all()
    return rows
