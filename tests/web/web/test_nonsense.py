"""Requests that nobody's browser sends by itself: an answer, and never a trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.extensions import db
from crm.web.access import public

HUGE = "9" * 25


@pytest.mark.parametrize(
    "page", [f"/users/{HUGE}", f"/audit/{HUGE}", f"/audit/?before={HUGE}", f"/users/invite?member={HUGE}"]
)
def test_a_number_that_no_row_can_have_is_no_fault_of_ours(page: str, sign_in: Callable[..., FlaskClient]) -> None:
    answer = sign_in("coordinator").get(page)
    assert answer.status_code in {200, 400, 404}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 100_000, "\u202e", "{{7*7}}", "' OR 1=1 --"])
def test_any_text_in_a_form_is_text(text: str, sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("coordinator")
    data = {"name": text.encode("utf-8", "surrogatepass"), "language": "en"}
    answer = browser.post("/account", data=data)
    assert answer.status_code in {302, 400, 422}


def test_an_error_page_names_no_software_and_shows_no_trace(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["home.health"] = failing
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "Nothing was saved" in answer.text
    for word in ("Traceback", "secret thing", "Werkzeug", "Flask", "sqlalchemy"):
        assert word not in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_fault_is_logged_without_the_secret_of_a_link_and_without_data(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["accounts.reset"] = failing_statement
    assert client.get("/reset/the-secret-of-a-link").status_code == 500
    assert "Exception in accounts.reset [GET]" in caplog.text
    assert "OperationalError" in caplog.text
    assert "the-secret-of-a-link" not in caplog.text
    assert "somebody@parliament.example" not in caplog.text


@public
def failing_statement(token: str) -> str:
    """Fail as a statement of ours would on a database that is not whole."""
    data = {"email": "somebody@parliament.example", "token": token}
    db.session.execute(sa.text("SELECT :email, :token FROM no_such_table"), data)
    return ""


@public
def failing() -> str:
    """Fail as a fault in a view would."""
    message = "a secret thing"
    raise RuntimeError(message)


def test_a_method_that_a_page_does_not_know_is_told_those_it_knows(client: FlaskClient) -> None:
    answer = client.delete("/sign-in")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
