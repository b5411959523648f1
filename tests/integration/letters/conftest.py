"""An application with the shipped facts, and a network that letters go to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm.extensions import db
from crm.jobs.worker import Worker
from tests.support.posting import Post, open_post


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the shipped facts."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def post(app_session: Session, now: datetime) -> Post:
    """A network with a sender and nobody to write to yet."""
    return open_post(app_session, now, facts=False)


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """A worker that runs what is due."""

    def session() -> AbstractContextManager[Session]:
        return Session(db.engine)

    with app.app_context():
        yield Worker(session, app.extensions["tasks"])
