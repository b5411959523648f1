"""A server makes its most used pages once before it forks, and nobody notices that they were made."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import SignIn, User
from crm.audit.services import Doing, begin
from crm.backups.databases import copy_in
from crm.config import Settings
from crm.db import make_engine, read_in_place
from crm.extensions import db
from crm.members.models import Member
from crm.running.warming import PAGES, TIMES, warm_up

SignInAs = Callable[..., FlaskClient]


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database with the facts that come with the product."""
    path = tmp_path / "crm.sqlite3"
    path.write_bytes(facts_template.read_bytes())
    return f"sqlite:///{path}"


def whole(settings: Settings) -> list[str]:
    """All that the database says."""
    with closing(sqlite3.connect(sa.make_url(settings.database_url).database or "")) as connection:
        return list(connection.iterdump())


def test_every_page_is_shown_to_a_coordinator_and_nothing_is_written_counted_or_logged(
    app: Flask, settings: Settings, sign_in: SignInAs, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in("coordinator")
    with app.app_context():  # a browser that was seen long ago, which a request would write down
        begin(db.session(), Doing(act="test", at=datetime.now(UTC), source="test"))
        db.session.add(
            Member(name="Ada Example", sort_name="example ada", country_iso2="KE", created_at=datetime.now(UTC))
        )
        db.session.execute(sa.update(SignIn).values(last_seen_at=datetime(2020, 1, 1, tzinfo=UTC)))
        db.session.commit()
    before = whole(settings)
    with caplog.at_level(logging.DEBUG):
        assert warm_up(app) == 2 + (1 + len(PAGES)) * TIMES
    assert whole(settings) == before
    assert not caplog.records
    for template in (
        "members/show.html",
        "home/coordinator.html",
        "followups/index.html",
        "countries/show.html",
        "digests/index.html",
    ):
        assert any(template in str(key) for key in app.jinja_env.cache or ()), template


def test_a_visitor_is_still_nobody_after_a_coordinators_pages_were_shown(app: Flask, sign_in: SignInAs) -> None:
    sign_in("coordinator")
    assert warm_up(app)
    visitor = app.test_client()
    assert "/sign-in" in visitor.get("/").text
    assert visitor.get("/members/").status_code == 302


def test_without_a_coordinator_only_the_visitors_page_is_shown(app: Flask, sign_in: SignInAs) -> None:
    sign_in("staff")
    sign_in("coordinator")
    with app.app_context():
        begin(db.session(), Doing(act="test", at=datetime.now(UTC), source="test"))
        db.session.execute(sa.update(User).values(state="disabled"))
        db.session.commit()
    assert warm_up(app) == TIMES


def test_a_database_without_tables_keeps_no_server_from_starting(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    path = Path(sa.make_url(settings.database_url).database or "")
    path.unlink()
    assert warm_up(app) == 0
    assert not caplog.records


def test_no_connection_is_left_to_the_processes_that_are_forked(app: Flask, sign_in: SignInAs) -> None:
    sign_in("coordinator")
    warm_up(app)
    with app.app_context():
        pool = db.engine.pool
        assert isinstance(pool, sa.QueuePool)
        assert pool.checkedin() + pool.checkedout() == 0


def test_a_file_is_read_in_place_also_while_a_smaller_or_larger_one_takes_its_place(tmp_path: Path) -> None:
    live, sizes = tmp_path / "live.sqlite3", {"small": 50, "large": 20_000}
    for name, rows in sizes.items():
        with closing(sqlite3.connect(tmp_path / name)) as made:
            made.execute("CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT)")
            made.executemany("INSERT INTO word (text) VALUES (?)", [("x" * 1000,)] * rows)
            made.commit()
    copy_in(f"sqlite:///{live}", tmp_path / "large")
    engine = make_engine(f"sqlite:///{live}")
    read_in_place(engine)
    with engine.connect() as connection:
        for name in ("large", "small", "large", "small"):
            copy_in(f"sqlite:///{live}", tmp_path / name)
            with closing(sqlite3.connect(live)) as other:
                other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            found = connection.exec_driver_sql("SELECT count(*), sum(length(text)) FROM word").one()
            connection.rollback()
            assert tuple(found) == (sizes[name], sizes[name] * 1000)
    engine.dispose()
