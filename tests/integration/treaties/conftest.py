"""Databases that hold the shipped facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from crm.treaties.services import load_facts
from tests.support.statements import counted


@pytest.fixture
def facts(session: Session, now: datetime) -> Session:
    """A session on a database with the shipped facts."""
    load_facts(session, now)
    session.commit()
    return session


@pytest.fixture
def statements(facts: Session) -> Iterator[list[str]]:
    """The statements sent since the test began."""
    engine = facts.get_bind()
    assert isinstance(engine, Engine)
    with counted(engine) as sent:
        yield sent
