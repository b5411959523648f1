"""Mailed links: to sign in, for a new password, for a new address."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from crm.accounts.models import MailedToken, SignIn, UserState
from crm.accounts.rights import Role
from crm.accounts.services.messages import PATHS
from crm.accounts.tokens import Purpose
from crm.app import create_app
from crm.config import Settings
from crm.extensions import db
from tests.support.accounts import OTHER_PASSWORD, PASSWORD, Browser, get_user, mails, make_user, new_browser

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEMBER = "member@parliament.example"


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that nobody signed in to."""
    return new_browser(app)


def ask_for_link(browser: Browser, email: str = MEMBER) -> None:
    """Have a sign-in link mailed."""
    assert browser.send("/sign-in", email=email, password="", mail="1").status_code == 302


def dump(app: Flask) -> list[object]:
    """Read links and sign-ins."""
    with app.app_context():
        tables = [MailedToken.__table__, SignIn.__table__]
        return [tuple(row) for table in tables for row in db.session.execute(sa.select(table))]


def test_links_lead_to_pages_that_exist(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    for purpose in Purpose:
        endpoint, arguments = adapter.match(PATHS[purpose] + "secret", method="GET")
        assert endpoint.startswith("accounts.")
        assert arguments == {"token": "secret"}


def test_a_member_signs_in_by_the_link_and_its_button_once(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    ask_for_link(browser)
    (mail,) = mails(app)
    assert (mail.to, mail.kind) == (MEMBER, "sign_in")
    phone = new_browser(app)
    answer = phone.send(mail.link)
    assert answer.status_code == 302
    assert phone.is_in
    assert "Expires" in answer.headers["Set-Cookie"]
    assert new_browser(app).get(mail.link).status_code == 410
    assert mails(app) == []


def test_opening_a_link_uses_nothing_up_and_signs_nobody_in(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    ask_for_link(browser)
    (mail,) = mails(app)
    before = dump(app)
    scanner = new_browser(app)
    scanner.client.head(mail.link)
    for _ in range(3):
        page = scanner.get(mail.link)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "http" not in page.text.partition("<body")[2]
    assert dump(app) == before
    assert not scanner.is_in


def test_a_members_device_stays_signed_in_for_sixty_days(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    with time_machine.travel(START, tick=False) as clock:
        ask_for_link(browser)
        browser.send(mails(app)[0].link)
        clock.shift(timedelta(days=59))
        assert browser.is_in
        clock.shift(timedelta(days=1, minutes=1))
        assert not browser.is_in


def test_a_link_to_sign_in_holds_for_ten_minutes(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    with time_machine.travel(START, tick=False) as clock:
        ask_for_link(browser)
        link = mails(app)[0].link
        clock.shift(timedelta(minutes=10, seconds=1))
        assert browser.get(link).status_code == 410
        assert mails(app) == []


def test_a_newer_link_ends_the_older(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    ask_for_link(browser)
    first = mails(app)[0].link
    ask_for_link(browser)
    assert browser.get(first).status_code == 410
    assert browser.get(mails(app)[-1].link).status_code == 200


def test_the_code_signs_in_the_browser_that_asked_and_no_other(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    ask_for_link(browser)
    code = mails(app)[0].code
    other = new_browser(app)
    ask_for_link(other, "nobody@parliament.example")
    assert other.send("/sign-in/code", code=code).status_code == 422
    assert not other.is_in
    assert browser.send("/sign-in/code", code=code).status_code == 302
    assert browser.is_in


def test_a_code_dies_after_five_wrong_tries(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    ask_for_link(browser)
    code = mails(app)[0].code
    wrong = "000 000" if code != "000 000" else "000 001"
    for _ in range(5):
        assert browser.send("/sign-in/code", code=wrong).status_code == 422
    assert browser.send("/sign-in/code", code=code).status_code == 422
    assert not browser.is_in


def test_a_code_works_once_and_for_ten_minutes(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    with time_machine.travel(START, tick=False) as clock:
        ask_for_link(browser)
        code = mails(app)[0].code
        clock.shift(timedelta(minutes=10, seconds=1))
        assert browser.send("/sign-in/code", code=code).status_code == 422


def test_who_asks_for_a_link_cannot_tell_whether_there_is_such_an_account(app: Flask) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    make_user(app, "off@parliament.example", Role.MEMBER, state=UserState.DISABLED)
    make_user(app)
    pages = set()
    for email in (MEMBER, "off@parliament.example", "ann@coalition.example", "nobody@parliament.example"):
        asking = new_browser(app)
        answer = asking.send("/sign-in", email=email, password="", mail="1")
        pages.add((answer.status_code, answer.headers["Location"], asking.get("/sign-in/code").text.count("<")))
    assert len(pages) == 1
    assert [mail.to for mail in mails(app)] == [MEMBER]


def test_an_account_is_sent_at_most_five_links_an_hour(app: Flask) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(7):
            ask_for_link(new_browser(app))
        with app.app_context():
            assert db.session.scalar(sa.select(sa.func.count()).select_from(MailedToken)) == 5
        clock.shift(timedelta(minutes=61))
        ask_for_link(new_browser(app))
        assert len(mails(app)) == 1


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_links_have_the_configured_address_whatever_a_request_says_of_its_host(
    app: Flask, browser: Browser, header: str
) -> None:
    make_user(app)
    browser.send("/forgot", email="ann@coalition.example", headers={header: "evil.example"})
    for mail in mails(app):
        assert "evil.example" not in mail.text + mail.html + mail.subject
        assert "http://localhost/reset/" in mail.text


def test_a_password_is_reset_by_the_mailed_link_which_signs_in_and_ends_other_sign_ins(
    app: Flask, browser: Browser
) -> None:
    make_user(app)
    other = new_browser(app)
    other.sign_in("ann@coalition.example")
    assert browser.send("/forgot", email="ann@coalition.example").status_code == 200
    assert other.is_in
    (mail,) = mails(app)
    assert browser.send(mail.link, password="short").status_code == 422
    assert browser.send(mail.link, password=OTHER_PASSWORD).status_code == 302
    assert browser.is_in
    assert not other.is_in
    assert browser.get(mail.link).status_code == 410
    assert new_browser(app).sign_in("ann@coalition.example").status_code == 422
    assert new_browser(app).sign_in("ann@coalition.example", OTHER_PASSWORD).status_code == 302


def test_a_reset_lets_in_who_has_to_wait_for_wrong_passwords(app: Flask, browser: Browser) -> None:
    make_user(app)
    for number in range(8):
        browser.sign_in("ann@coalition.example", f"not it {number}")
    assert browser.sign_in("ann@coalition.example").status_code == 422
    browser.send("/forgot", email="ann@coalition.example")
    browser.send(mails(app)[0].link, password=OTHER_PASSWORD)
    assert browser.is_in
    assert new_browser(app).sign_in("ann@coalition.example", OTHER_PASSWORD).status_code == 302


def test_a_reset_answers_the_same_for_all_and_mails_the_stored_address_only(app: Flask) -> None:
    make_user(app)
    make_user(app, "off@coalition.example", state=UserState.DISABLED)
    make_user(app, MEMBER, Role.MEMBER)
    answers = set()
    for email in ("Ann@Coalition.Example", "off@coalition.example", MEMBER, "nobody@coalition.example"):
        answer = new_browser(app).send("/forgot", email=email)
        answers.add((answer.status_code, answer.text.partition("<main")[2]))
    assert len(answers) == 1
    assert [mail.to for mail in mails(app)] == ["ann@coalition.example"]


def test_a_reset_link_of_a_disabled_user_is_dead(app: Flask, browser: Browser) -> None:
    user_id = make_user(app, role=Role.STAFF)
    make_user(app, "boss@coalition.example")
    browser.send("/forgot", email="ann@coalition.example")
    link = mails(app)[0].link
    boss = new_browser(app)
    boss.sign_in("boss@coalition.example")
    boss.send(f"/users/{user_id}/disable", on=f"/users/{user_id}")
    assert browser.get(link).status_code == 410


def test_a_new_address_needs_the_password_and_its_own_confirmation_and_the_old_one_is_told(
    app: Flask, browser: Browser
) -> None:
    user_id = make_user(app)
    browser.sign_in("ann@coalition.example")
    refused = browser.send("/account/address", on="/account", email="new@coalition.example", current="wrong one")
    assert refused.status_code == 422
    assert mails(app) == []
    browser.send("/account/address", on="/account", email="new@coalition.example", current=PASSWORD)
    confirm, told = mails(app)
    assert (confirm.to, told.to) == ("new@coalition.example", "ann@coalition.example")
    assert "new@coalition.example" in told.text
    assert get_user(app, user_id).email == "ann@coalition.example"
    assert new_browser(app).get(confirm.link).status_code == 200
    assert get_user(app, user_id).email == "ann@coalition.example"
    assert new_browser(app).send(confirm.link).status_code == 302
    assert get_user(app, user_id).email == "new@coalition.example"
    assert not browser.is_in
    assert new_browser(app).sign_in("new@coalition.example").status_code == 302


def test_nobody_takes_an_address_that_is_in_use(app: Flask, browser: Browser) -> None:
    make_user(app)
    make_user(app, "bob@coalition.example", Role.STAFF)
    browser.sign_in("ann@coalition.example")
    answer = browser.send("/account/address", on="/account", email="bob@coalition.example", current=PASSWORD)
    assert answer.status_code == 422
    assert mails(app) == []


def test_a_member_changes_the_address_only_soon_after_signing_in(app: Flask, browser: Browser) -> None:
    make_user(app, MEMBER, Role.MEMBER)
    with time_machine.travel(START, tick=False) as clock:
        ask_for_link(browser)
        browser.send(mails(app)[0].link)
        clock.shift(timedelta(minutes=11))
        change = {"email": "new@parliament.example"}
        assert browser.send("/account/address", on="/account", **change).status_code == 422
        ask_for_link(other := new_browser(app))
        other.send(mails(app)[0].link)
        assert other.send("/account/address", on="/account", **change).status_code == 302


def test_a_line_end_in_a_name_makes_no_header(app: Flask, browser: Browser) -> None:
    make_user(app, name="Ann\r\nBcc: x@evil.example")
    browser.send("/forgot", email="ann@coalition.example")
    (mail,) = mails(app)
    assert "\n" not in mail.subject


def test_a_name_is_text_in_the_mail_and_never_markup_or_a_template(app: Flask, browser: Browser) -> None:
    make_user(app, name='"><img src=x onerror=fetch("/xss")> {{7*7}} %(x)s ${7*7}')
    browser.send("/forgot", email="ann@coalition.example")
    (mail,) = mails(app)
    assert "<img" not in mail.html
    assert "{{7*7}} %(x)s ${7*7}" in mail.html
    assert "{{7*7}} %(x)s ${7*7}" in mail.text


def test_on_https_a_form_of_a_page_without_referrer_works(settings: Settings) -> None:
    app = create_app(replace(settings, base_url="https://friends.example", second_factor=False))
    make_user(app, MEMBER, Role.MEMBER)
    browser = new_browser(app)
    browser.client.environ_base["wsgi.url_scheme"] = "https"
    browser.client.environ_base["HTTP_HOST"] = "friends.example"
    ask_for_link(browser)
    link = mails(app)[0].link
    assert browser.send(link, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}).status_code == 302
