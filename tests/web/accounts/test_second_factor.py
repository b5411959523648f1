"""The second factor, from set-up to a lost phone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from crm.accounts.rights import Role
from crm.accounts.totp import PERIOD, code_at
from crm.app import create_app
from crm.config import Settings
from tests.support.accounts import OTHER_PASSWORD, PASSWORD, Browser, get_user, mails, make_user, new_browser

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def code(secret: str, shift: int = 0) -> str:
    """Give what the app shows now, or some steps away."""
    return code_at(secret, int(datetime.now(UTC).timestamp()) // PERIOD + shift)


def set_up(browser: Browser) -> tuple[str, list[str]]:
    """Turn the second factor on; give its secret and the recovery codes."""
    browser.send("/account/second-factor/offer", on="/account/second-factor")
    page = browser.get("/account/second-factor").text
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert found is not None
    answer = browser.send("/account/second-factor", code=code(found[1]))
    return found[1], re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)


@pytest.fixture
def protected(app: Flask) -> tuple[Flask, str, list[str]]:
    """An application whose coordinator has a second factor, its secret and the recovery codes."""
    make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    secret, codes = set_up(browser)
    return app, secret, codes


def test_setting_it_up_needs_a_right_code_and_gives_ten_recovery_codes_once(app: Flask) -> None:
    user_id = make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    browser.send("/account/second-factor/offer", on="/account/second-factor")
    assert browser.send("/account/second-factor", code="000000").status_code == 422
    assert get_user(app, user_id).totp_secret is None
    _secret, codes = set_up(browser)
    assert len(set(codes)) == 10
    assert codes[0] not in browser.get("/account/second-factor").text
    assert get_user(app, user_id).totp_secret not in browser.get("/account/second-factor").text


def test_the_password_alone_reaches_no_page(protected: tuple[Flask, str, list[str]]) -> None:
    app, _secret, _codes = protected
    browser = new_browser(app)
    assert browser.sign_in("ann@coalition.example").headers["Location"].startswith("/sign-in/second-factor")
    for page in ("/account", "/users/", "/settings/", "/audit/", "/account/second-factor"):
        assert browser.get(page).status_code == 302, page
    assert not browser.is_in


def test_password_and_code_sign_in(protected: tuple[Flask, str, list[str]]) -> None:
    app, secret, _codes = protected
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    waiting = browser.cookie
    assert browser.send("/sign-in/second-factor", code=code(secret, 1)).status_code == 302
    assert browser.is_in
    assert browser.cookie != waiting


def test_a_code_works_once_in_all_browsers(protected: tuple[Flask, str, list[str]]) -> None:
    app, secret, _codes = protected
    first, second = new_browser(app), new_browser(app)
    for browser in (first, second):
        browser.sign_in("ann@coalition.example")
    shown = code(secret, 1)
    assert first.send("/sign-in/second-factor", code=shown).status_code == 302
    assert second.send("/sign-in/second-factor", code=shown).status_code == 422
    assert second.send("/sign-in/second-factor", code=code(secret)).status_code == 422
    assert not second.is_in


def test_after_five_wrong_codes_the_right_one_waits_too(app: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        make_user(app)
        browser = new_browser(app)
        browser.sign_in("ann@coalition.example")
        secret, _codes = set_up(browser)
        thief = new_browser(app)
        thief.sign_in("ann@coalition.example")
        for _ in range(10):
            assert thief.send("/sign-in/second-factor", code="000000").status_code == 422
        assert thief.send("/sign-in/second-factor", code=code(secret, 1)).status_code == 422
        clock.shift(timedelta(minutes=20))
        again = new_browser(app)
        again.sign_in("ann@coalition.example")
        assert again.send("/sign-in/second-factor", code=code(secret)).status_code == 302


def test_a_recovery_code_signs_in_once(protected: tuple[Flask, str, list[str]]) -> None:
    app, _secret, codes = protected
    first, second = new_browser(app), new_browser(app)
    for browser in (first, second):
        browser.sign_in("ann@coalition.example")
    assert first.send("/sign-in/second-factor", code=codes[3].upper()).status_code == 302
    assert second.send("/sign-in/second-factor", code=codes[3]).status_code == 422
    assert second.send("/sign-in/second-factor", code=codes[4]).status_code == 302


def test_a_reset_password_does_not_skip_it(protected: tuple[Flask, str, list[str]]) -> None:
    app, secret, _codes = protected
    browser = new_browser(app)
    browser.send("/forgot", email="ann@coalition.example")
    answer = browser.send(mails(app)[0].link, password=OTHER_PASSWORD)
    assert answer.headers["Location"].startswith("/sign-in/second-factor")
    assert not browser.is_in
    assert browser.send("/sign-in/second-factor", code=code(secret, 1)).status_code == 302


def test_taking_it_away_needs_the_password_and_signs_other_browsers_out(
    protected: tuple[Flask, str, list[str]],
) -> None:
    app, secret, codes = protected
    browser, other = new_browser(app), new_browser(app)
    browser.sign_in("ann@coalition.example")
    browser.send("/sign-in/second-factor", code=code(secret, 1))
    other.sign_in("ann@coalition.example")
    other.send("/sign-in/second-factor", code=codes[0])
    assert other.is_in
    browser.send("/account/second-factor/off", on="/account/second-factor", current="wrong one")
    assert "Recovery codes" in browser.get("/account").text
    browser.send("/account/second-factor/off", on="/account/second-factor", current=PASSWORD)
    assert browser.is_in
    assert not other.is_in
    assert new_browser(app).sign_in("ann@coalition.example").headers["Location"] == "/"


def test_where_it_is_required_nothing_else_opens_until_it_is_set_up(settings: Settings) -> None:
    app = create_app(replace(settings, second_factor=True))
    make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    for page in ("/users/", "/settings/", "/account", "/audit/"):
        assert browser.get(page).headers["Location"] == "/account/second-factor"
    answer = browser.client.post(
        "/account", data={"name": "X", "language": "en", "csrf_token": browser.token("/account/second-factor")}
    )
    assert answer.status_code == 403
    set_up(browser)
    assert browser.is_in


def test_where_it_is_required_members_need_none(settings: Settings) -> None:
    app = create_app(replace(settings, second_factor=True))
    make_user(app, "member@parliament.example", Role.MEMBER)
    browser = new_browser(app)
    browser.send("/sign-in", email="member@parliament.example", password="", mail="1")
    browser.send(mails(app)[0].link)
    assert browser.is_in


def test_the_coordinator_takes_it_from_who_lost_the_phone(protected: tuple[Flask, str, list[str]]) -> None:
    app, _secret, _codes = protected
    make_user(app, "boss@coalition.example")
    boss = new_browser(app)
    boss.sign_in("boss@coalition.example")
    boss.send("/users/1/second-factor-off", on="/users/1")
    assert new_browser(app).sign_in("ann@coalition.example").headers["Location"] == "/"
