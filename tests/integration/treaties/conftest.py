"""Databases that hold the shipped facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.treaties.services import load_facts


@pytest.fixture
def facts(session: Session, now: datetime) -> Session:
    """A session on a database with the shipped facts."""
    load_facts(session, now)
    session.commit()
    return session


@pytest.fixture
def statements(facts: Session) -> Iterator[Callable[[], int]]:
    """Count the statements sent since the test began."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            sent.append(statement)

    engine = facts.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    yield lambda: len(sent)
    sa.event.remove(engine, "before_cursor_execute", note)
