"""Signing in with a password, and what a sign-in is worth."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from crm.accounts.models import UserState
from crm.accounts.rights import Role
from crm.app import create_app
from crm.config import Settings
from tests.support.accounts import PASSWORD, Browser, journal, make_user, new_browser

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that nobody signed in to."""
    return new_browser(app)


def readable(cookie: str) -> str:
    """Give what anybody can read in a cookie."""
    payload = cookie.lstrip(".").split(".")[0]
    data = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return (zlib.decompress(data) if cookie.startswith(".") else data).decode()


def test_the_right_password_signs_in(app: Flask, browser: Browser) -> None:
    make_user(app)
    assert browser.sign_in("ann@coalition.example").status_code == 302
    assert browser.is_in
    assert [entry.detail["how"] for entry in journal(app, "signed in")] == ["password"]


def test_the_address_is_known_in_any_capitals_and_with_spaces_around_it(app: Flask, browser: Browser) -> None:
    make_user(app)
    browser.sign_in(" Ann@Coalition.EXAMPLE ")
    assert browser.is_in


def test_signing_in_gives_a_new_cookie_and_a_new_token_and_the_old_cookie_is_nobody(
    app: Flask, browser: Browser
) -> None:
    make_user(app)
    token_before, cookie_before = browser.token("/sign-in"), browser.cookie
    browser.sign_in("ann@coalition.example")
    assert browser.cookie != cookie_before
    old = new_browser(app)
    old.carry(cookie_before)
    assert not old.is_in
    answer = browser.client.post("/account", data={"name": "X", "language": "en", "csrf_token": token_before})
    assert answer.status_code == 400


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, browser: Browser) -> None:
    make_user(app)
    browser.sign_in("ann@coalition.example")
    copied = browser.cookie
    thief = new_browser(app)
    thief.carry(copied)
    assert thief.is_in
    browser.send("/sign-out", on="/account")
    thief.carry(copied)
    assert not thief.is_in
    assert thief.get("/audit/").status_code == 302
    assert not browser.is_in


def test_signing_in_again_ends_the_sign_in_that_the_browser_had(app: Flask, browser: Browser) -> None:
    make_user(app)
    make_user(app, "bob@coalition.example", Role.STAFF)
    browser.sign_in("ann@coalition.example")
    copied = browser.cookie
    token = browser.token("/account")
    fields = {"email": "bob@coalition.example", "password": PASSWORD, "csrf_token": token}
    assert browser.client.post("/sign-in", data=fields).status_code == 302
    assert "bob@coalition.example" in browser.get("/account").text
    thief = new_browser(app)
    thief.carry(copied)
    assert not thief.is_in


def test_nothing_personal_can_be_read_in_the_cookie(app: Flask, browser: Browser) -> None:
    make_user(app)
    browser.sign_in("ann@coalition.example")
    browser.send("/account", name="Ann Example", language="en")
    text = readable(browser.cookie)
    assert "sign_in" in text
    assert "ann" not in text.lower().replace("account", "")
    assert "coalition" not in text


def test_on_https_the_cookie_is_bound_to_the_host_and_secure(settings: Settings) -> None:
    app = create_app(replace(settings, base_url="https://friends.example", second_factor=False))
    make_user(app)
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://friends.example")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token is not None
    answer = client.post(
        "/sign-in",
        base_url="https://friends.example",
        data={"email": "ann@coalition.example", "password": PASSWORD, "csrf_token": token[1]},
    )
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-crm=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_on_this_machine_the_cookie_is_called_crm_and_hidden_from_scripts(app: Flask, browser: Browser) -> None:
    make_user(app)
    cookie = browser.sign_in("ann@coalition.example").headers["Set-Cookie"]
    assert cookie.startswith("crm=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Expires" not in cookie


def test_a_coordinator_is_signed_out_after_two_idle_hours(app: Flask, browser: Browser) -> None:
    make_user(app)
    with time_machine.travel(START, tick=False) as clock:
        browser.sign_in("ann@coalition.example")
        clock.shift(timedelta(hours=1, minutes=59))
        assert browser.is_in
        clock.shift(timedelta(hours=1, minutes=59))
        assert browser.is_in
        clock.shift(timedelta(hours=2, minutes=1))
        assert not browser.is_in


def test_a_coordinator_is_signed_out_after_twelve_hours_however_busy(app: Flask, browser: Browser) -> None:
    make_user(app)
    with time_machine.travel(START, tick=False) as clock:
        browser.sign_in("ann@coalition.example")
        for _ in range(11):
            clock.shift(timedelta(hours=1))
            assert browser.is_in
        clock.shift(timedelta(hours=1))
        assert not browser.is_in


def test_wrong_unknown_disabled_and_invited_are_answered_alike(app: Flask) -> None:
    make_user(app)
    make_user(app, "off@coalition.example", state=UserState.DISABLED)
    make_user(app, "new@coalition.example", Role.STAFF, state=UserState.INVITED, password=None)
    make_user(app, "member@coalition.example", Role.MEMBER)
    answers = set()
    for name in ("ann", "off", "new", "member", "nobody"):
        answer = new_browser(app).sign_in(f"{name}@coalition.example", "not the password")
        body = re.sub(r'value="[^"]{20,}"', "", answer.text).replace(f"{name}@", "@")
        headers = {key for key, _value in answer.headers}
        answers.add((answer.status_code, body, frozenset(headers), "crm=" in str(answer.headers.get("Set-Cookie"))))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 422


def test_a_disabled_user_does_not_get_in_with_the_right_password(app: Flask, browser: Browser) -> None:
    make_user(app, state=UserState.DISABLED)
    assert browser.sign_in("ann@coalition.example").status_code == 422
    assert not browser.is_in


def test_after_five_wrong_passwords_an_account_waits_and_others_do_not(
    app: Flask, settings: Settings, browser: Browser
) -> None:
    make_user(app)
    make_user(app, "bob@coalition.example", Role.STAFF)
    with time_machine.travel(START, tick=False) as clock:
        wrong = [browser.sign_in("ann@coalition.example", f"not it {number}") for number in range(10)]
        refused = browser.sign_in("ann@coalition.example")
        assert refused.status_code == 422
        assert {re.sub(r'value="[^"]{20,}"', "", answer.text) for answer in wrong} == {
            re.sub(r'value="[^"]{20,}"', "", refused.text)
        }
        restarted = new_browser(create_app(settings))
        assert restarted.sign_in("ann@coalition.example").status_code == 422
        assert new_browser(app).sign_in("bob@coalition.example").status_code == 302
        clock.shift(timedelta(minutes=20))
        assert browser.sign_in("ann@coalition.example").status_code == 302


def test_the_right_password_begins_the_count_of_wrong_ones_anew(app: Flask) -> None:
    make_user(app)
    for _ in range(3):
        browser = new_browser(app)
        for number in range(4):
            browser.sign_in("ann@coalition.example", f"not it {number}")
        assert browser.sign_in("ann@coalition.example").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_after_signing_in_nobody_is_led_elsewhere(app: Flask, browser: Browser, target: str) -> None:
    make_user(app)
    answer = browser.client.post(
        "/sign-in",
        query_string={"next": target},
        data={"email": "ann@coalition.example", "password": PASSWORD, "csrf_token": browser.token("/sign-in")},
    )
    assert answer.headers["Location"] == "/"


def test_after_signing_in_one_is_where_one_wanted_to_be(app: Flask, browser: Browser) -> None:
    make_user(app)
    wanted = browser.get("/users/?a=b").headers["Location"]
    answer = browser.send(wanted, email="ann@coalition.example", password=PASSWORD)
    assert answer.headers["Location"] == "/users/?a=b"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_a_form_that_another_site_sends_is_refused(app: Flask, browser: Browser, headers: dict[str, str]) -> None:
    make_user(app)
    assert browser.sign_in("ann@coalition.example", headers=headers).status_code == 400
    assert not browser.is_in


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_form_of_our_own_is_taken(app: Flask, browser: Browser, headers: dict[str, str]) -> None:
    make_user(app)
    assert browser.sign_in("ann@coalition.example", headers=headers).status_code == 302


def test_a_hundred_quick_tries_are_slowed_and_no_header_dodges_it(app: Flask, browser: Browser) -> None:
    make_user(app)
    token = browser.token("/sign-in")
    answers = [
        browser.client.post(
            "/sign-in",
            data={"email": f"{number}@coalition.example", "mail": "1", "csrf_token": token},
            headers={"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}"},
        )
        for number in range(100)
    ]
    slowed = [answer for answer in answers if answer.status_code == 429]
    assert len(slowed) >= 20
    assert all(0 < int(answer.headers["Retry-After"]) <= 120 for answer in slowed)


def test_refused_sign_ins_are_in_the_journal_with_who_and_from_where_and_without_the_password(
    app: Flask, browser: Browser
) -> None:
    user_id = make_user(app)
    browser.sign_in("ann@coalition.example", "a mistyped secret")
    browser.sign_in("typed-my-password-here", "a mistyped secret")
    known, unknown = journal(app, "sign-in refused")
    assert known.detail == {"how": "password", "user": user_id}
    assert unknown.detail == {"how": "password", "user": None}
    assert known.remote == "127.0.0.1"


def test_signing_out_needs_the_button(app: Flask, browser: Browser) -> None:
    make_user(app)
    browser.sign_in("ann@coalition.example")
    assert browser.get("/sign-out").status_code == 405
    assert browser.is_in
