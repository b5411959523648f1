"""Guards over who may open what: every route, every role, and nobody at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.rights import Actor, Role, allowed
from crm.web.extensions import csrf
from tests.support.routes import address, contents, routes

README = Path(__file__).resolve().parents[2] / "README.md"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def test_the_readme_lists_every_route_that_is_open_without_signing_in(app: Flask) -> None:
    with app.app_context():
        public = {str(rule) for rule, _method, access in routes(app) if access.public}
    section = README.read_text().partition("## Open without signing in")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^- `([^`]+)`", section, re.MULTILINE))
    assert listed == public, "write the routes marked @public into the README's section, and no others"


def test_whoever_is_not_signed_in_is_sent_to_sign_in_or_refused(app: Flask, client: FlaskClient) -> None:
    before = contents(app)
    with app.app_context():
        all_routes = list(routes(app))
        closed = [(rule, method) for rule, method, access in all_routes if not access.public]
    assert closed
    open_to_all = {str(rule) for rule, _method, access in all_routes if access.public}
    for rule, _method in closed:
        for method in ("PUT", "PATCH", "DELETE"):
            if str(rule) not in open_to_all:
                assert client.open(address(rule), method=method).status_code in {401, 404}, f"{method} {rule}"
    for rule, method in closed:
        answer = client.open(address(rule), method=method)
        if method == "GET":
            assert answer.status_code == 302, f"{method} {rule}"
            assert answer.headers["Location"].startswith("/sign-in?next=")
        else:
            assert answer.status_code == 401, f"{method} {rule}"
    assert contents(app) == before


@pytest.mark.parametrize("role", [Role.STAFF, Role.MEMBER])
def test_a_role_is_refused_what_the_table_does_not_give_it_and_nothing_changes(
    role: Role, app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in(role.value)
    before = contents(app)
    with app.app_context():
        denied = [
            (rule, method)
            for rule, method, access in routes(app)
            if access.act is not None and not allowed(Actor(1, role), access.act)
        ]
    assert denied
    for rule, method in denied:
        assert browser.open(address(rule), method=method).status_code == 403, f"{method} {rule}"
    assert contents(app) == before


def test_reading_a_page_changes_nothing(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    browsers = [sign_in(role.value) for role in Role]
    before = contents(app)
    with app.app_context():
        readable = {address(rule) for rule, method, _access in routes(app) if method == "GET"}
    for browser in browsers:
        for page in sorted(readable):
            assert browser.get(page).status_code < 500, page
            assert browser.head(page).status_code < 500, page
    assert contents(app) == before


def test_a_change_without_the_token_of_its_session_is_refused(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("coordinator")
    app.config["WTF_CSRF_ENABLED"] = True
    before = contents(app)
    exempt = csrf._exempt_views
    with app.app_context():
        changing = [
            (rule, method)
            for rule, method, _access in routes(app)
            if method in CHANGING
            and f"{app.view_functions[rule.endpoint].__module__}.{app.view_functions[rule.endpoint].__name__}"
            not in exempt
        ]
    for rule, method in changing:
        assert browser.open(address(rule), method=method).status_code == 400, f"{method} {rule}"
        forged = browser.open(address(rule), method=method, data={"csrf_token": "of another session"})
        assert forged.status_code == 400, f"{method} {rule}"
    assert contents(app) == before


def test_every_answer_carries_the_headers_that_protect_its_reader(
    app: Flask, client: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in("coordinator")
    with app.app_context():
        pages = {address(rule) for rule, method, _access in routes(app) if method == "GET"}
    for page in sorted(pages | {"/no-such-page", "/users/0", "/.git/config", "/static/"}):
        for answer in (browser.get(page), client.get(page), client.delete(page)):
            policy = answer.headers["Content-Security-Policy"]
            assert "frame-ancestors" in policy, page
            assert "unsafe-inline" not in policy.partition("style-src")[0], page
            assert answer.headers["X-Content-Type-Options"] == "nosniff", page
            assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}, page
            assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"], page


def test_what_signed_in_people_see_stays_out_of_every_cache(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("coordinator")
    with app.app_context():
        private = {address(rule) for rule, method, access in routes(app) if method == "GET" and not access.public}
    for page in sorted(private):
        answer = browser.get(page)
        assert answer.headers["Cache-Control"] == "no-store", page
        assert "Cookie" in answer.headers["Vary"], page
