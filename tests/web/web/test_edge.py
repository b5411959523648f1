"""The edge of a request: reading is held to reading, writing is one commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask, flash
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from crm.accounts.models import Organisation
from crm.extensions import db
from crm.web import current
from crm.web.access import public


def add_route(app: Flask, method: str, status: int) -> None:
    """A route that writes, answering with a status."""

    def write() -> tuple[str, int]:
        current.session().add(Organisation(name="Written"))
        current.session().flush()
        return "", status

    app.add_url_rule("/write", view_func=public(write), methods=[method])


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Organisation.name)))


def test_a_get_cannot_write(app: Flask) -> None:
    add_route(app, "GET", 200)
    with pytest.raises(OperationalError, match="readonly"):
        app.test_client().get("/write")
    assert names(app) == []


def test_a_post_that_succeeds_is_committed(app: Flask) -> None:
    add_route(app, "POST", 200)
    assert app.test_client().post("/write").status_code == 200
    assert names(app) == ["Written"]


def test_a_post_that_is_refused_leaves_nothing(app: Flask) -> None:
    add_route(app, "POST", 422)
    assert app.test_client().post("/write").status_code == 422
    assert names(app) == []


def test_a_route_without_a_rule_is_open_to_nobody(app: Flask) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "secret")
    assert app.test_client().get("/forgotten").status_code == 403


def test_with_the_database_away_somebody_signed_in_still_reads_what_to_do(
    app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in("coordinator")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        engine = db.engine

    def refuse(*_: object) -> None:
        statement, reason = "connect", sqlite3.OperationalError("the database is away")
        raise OperationalError(statement, None, reason)

    engine.dispose()
    sa.event.listen(engine, "do_connect", refuse)
    answer = browser.get("/countries/")
    sa.event.remove(engine, "do_connect", refuse)
    assert answer.status_code == 500
    assert "Nothing was saved. Try again" in answer.text
    assert "away" not in answer.text


def test_what_a_failed_request_said_is_not_shown_and_what_was_said_before_is(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def add() -> str:
        current.session().add(Organisation(name="Written"))
        flash("The person is added.")
        return ""

    app.add_url_rule("/add", view_func=public(add), methods=["POST"])
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_flashes"] = [("message", "The plan is kept.")]

    def refuse(_session: object) -> None:
        statement, reason = "COMMIT", sqlite3.OperationalError("database or disk is full")
        raise OperationalError(statement, None, reason)

    sa.event.listen(db.session.session_factory, "before_commit", refuse)
    answer = browser.post("/add")
    sa.event.remove(db.session.session_factory, "before_commit", refuse)
    assert answer.status_code == 500
    assert "Nothing was saved." in answer.text
    assert "The person is added." not in answer.text
    assert "The plan is kept." in answer.text
    assert "The person is added." not in browser.get("/sign-in").text
