"""The tables that the migrations make are the tables that the models name, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from crm.app import create_app
from crm.audit.services import Doing, begin
from crm.config import Settings
from crm.db import Base
from crm.extensions import db
from crm.running.preparing import find_migrations
from crm.treaties.services import load_facts
from tests.conftest import NOW


@contextmanager
def application(settings: Settings, url: str) -> Iterator[Flask]:
    """The application on a database, closed at the end."""
    app = create_app(replace(settings, database_url=url))
    with app.app_context():
        find_migrations()
        yield app
        db.engine.dispose()


def tables(url: str) -> set[str]:
    engine = sa.create_engine(url)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_the_migrations_make_what_the_models_name(settings: Settings, any_url: str) -> None:
    with application(settings, any_url):
        flask_migrate.check()
    assert set(Base.metadata.tables) <= tables(any_url)


def test_every_migration_goes_down_and_up_again(settings: Settings, any_url: str) -> None:
    with application(settings, any_url):
        flask_migrate.downgrade(revision="base")
        assert tables(any_url) == {"alembic_version"}
        flask_migrate.upgrade()
        flask_migrate.check()


def test_upgrading_keeps_every_row(settings: Settings, any_url: str) -> None:
    with application(settings, any_url):
        with Session(db.engine) as session:
            begin(session, Doing(act="test", at=NOW, source="test"))
            load_facts(session, NOW)
            session.commit()
            before = session.scalar(sa.text("SELECT count(*) FROM treaty_action"))
        flask_migrate.upgrade()
        with Session(db.engine) as session:
            assert session.scalar(sa.text("SELECT count(*) FROM treaty_action")) == before
