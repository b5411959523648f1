"""An empty instance, its first coordinator, and the organisation's settings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from crm.accounts.queries import get_settings, is_empty
from crm.accounts.rights import Role
from crm.accounts.services.starting import new_start_code
from crm.extensions import db
from tests.support.accounts import PASSWORD, Browser, get_user, make_user, new_browser


@pytest.fixture
def code(app: Flask) -> str:
    """The code that the console of an empty instance shows."""
    with app.app_context():
        drawn = new_start_code(db.session(), datetime.now(UTC))
        db.session.commit()
    assert drawn is not None
    return drawn


def begin(browser: Browser, code: str) -> int:
    """Fill in the start page."""
    fields = {"name": "Ann", "email": "ann@coalition.example", "password": PASSWORD}
    return browser.send("/start", code=code, **fields).status_code


def test_an_empty_instance_opens_on_start(app: Flask) -> None:
    browser = new_browser(app)
    for page in ("/", "/sign-in"):
        assert browser.get(page).headers["Location"] == "/start"
    navigation = browser.get("/start").text.partition("<nav")[2].partition("</nav>")[0]
    assert 'href="/start"' in navigation
    assert 'href="/sign-in"' not in navigation
    assert 'href="/join"' not in navigation


def test_the_code_makes_the_first_coordinator_who_is_led_through_the_first_steps(app: Flask, code: str) -> None:
    browser = new_browser(app)
    assert begin(browser, code) == 302
    assert browser.is_in
    assert get_user(app, 1).role is Role.COORDINATOR
    page = browser.get("/start/steps").text
    assert page.index("Say who you are") < page.index("Bring your people in") < page.index("Invite colleagues")
    saved = browser.send("/settings/", name="Coalition", languages=["fr", "en"], time_zone="Europe/Paris")
    assert saved.headers["Location"] == "/start/steps"
    assert "done" in browser.get("/start/steps").text


def test_a_wrong_code_makes_nobody(app: Flask, code: str) -> None:
    assert begin(new_browser(app), code[:-1] + ("a" if code[-1] != "a" else "b")) == 422
    with app.app_context():
        assert is_empty(db.session())


def test_the_code_works_once_and_not_when_there_is_a_user(app: Flask, code: str) -> None:
    begin(new_browser(app), code)
    late = new_browser(app)
    assert late.get("/start").headers["Location"] == "/sign-in"
    with app.app_context():
        assert new_start_code(db.session(), datetime.now(UTC)) is None
    token = late.token("/sign-in")
    fields = {"code": code, "name": "Eve", "email": "eve@evil.example", "password": PASSWORD, "csrf_token": token}
    assert late.client.post("/start", data=fields).headers["Location"] == "/sign-in"
    assert not late.is_in


def test_guessing_the_code_is_slowed(app: Flask, code: str) -> None:
    browser = new_browser(app)
    for _ in range(20):
        assert begin(browser, "abcd-abcd-abcd-abcd") == 422
    assert begin(browser, code) == 422


def test_settings_are_kept_as_typed_and_shown_again(app: Flask) -> None:
    make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    answer = browser.send(
        "/settings/",
        name="Coalition <b>",
        postal_address="1 Road\nTown",
        web_page="https://coalition.example",
        sender_name="The Coalition",
        reply_box="box@coalition.example",
        languages=["en", "es"],
        time_zone="America/Bogota",
    )
    assert answer.status_code == 302
    page = browser.get("/settings/").text
    assert "Coalition &lt;b&gt;" in page
    assert 'selected value="America/Bogota"' in page
    with app.app_context():
        kept = get_settings(db.session())
        assert (kept.languages, kept.reply_box) == (["en", "es"], "box@coalition.example")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"reply_box": "no address"},
        {"languages": []},
        {"time_zone": "Nowhere/None"},
        {"web_page": "javascript:alert(1)"},
    ],
)
def test_settings_that_cannot_be_are_refused_and_everything_typed_stays(app: Flask, wrong: dict[str, object]) -> None:
    make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    fields = {"name": "Coalition", "postal_address": "1 Road", "languages": ["en"], "time_zone": "UTC", **wrong}
    answer = browser.send("/settings/", **fields)
    assert answer.status_code == 422
    assert "1 Road" in answer.text
    with app.app_context():
        assert get_settings(db.session()).name == ""
