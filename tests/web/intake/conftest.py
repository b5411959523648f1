"""Mails that came back, for the tests of their pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm.audit.services import Doing, begin, end
from crm.extensions import db
from tests.support.delivered import AT

Fill = Callable[[Callable[[Session], object]], None]


@pytest.fixture
def fill(app: Flask) -> Fill:
    """Write something into the application's database, in one act."""

    def write(work: Callable[[Session], object]) -> None:
        with app.app_context():
            session = db.session()
            begin(session, Doing(act="test", at=AT, source="test"))
            work(session)
            session.commit()
            end(session)

    return write
