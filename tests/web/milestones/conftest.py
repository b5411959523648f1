"""An application that holds the facts that come with the product."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from crm.audit.services import Doing, begin, end
from crm.db import Base
from crm.extensions import db
from tests.conftest import NOW


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the shipped facts."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def put(app: Flask) -> Callable[..., None]:
    """Write rows into the application's database, in a context that is over before the next request."""

    def write(*rows: Base) -> None:
        with app.app_context():
            session = db.session()
            begin(session, Doing(act="test", at=NOW, source="test"))
            for row in rows:
                session.merge(row)
            session.commit()
            end(session)

    return write
