"""Signing in, setting up and administering in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from crm.accounts.rights import Role
from crm.accounts.services.starting import new_start_code
from crm.extensions import db
from tests.support.accounts import PASSWORD, mails, make_user
from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits

OWN = ["/account", "/account/second-factor"]
ADMINISTRATION = ["/users/", "/users/1", "/users/invite", "/users/1/hand-over", "/settings/", "/start/steps", "/audit/"]
SCREENS = pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])


def enter(page: Page, email: str = "ann@coalition.example") -> None:
    """Sign in with the password, as a person does."""
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@SCREENS
def test_ones_own_pages_and_those_of_the_coordinator_are_accessible_and_fit(
    page: Page, sign_in_browser: Callable[..., None], screen: ViewportSize
) -> None:
    sign_in_browser("coordinator")
    page.set_viewport_size(screen)
    for path in [*OWN, *ADMINISTRATION, "/audit/journal"]:
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)


@SCREENS
@pytest.mark.usefixtures("live_server")
def test_the_pages_before_signing_in_are_accessible_and_fit(page: Page, app: Flask, screen: ViewportSize) -> None:
    page.set_viewport_size(screen)
    page.goto("/start")
    assert_accessible(page)
    make_user(app)
    for path in ("/sign-in", "/sign-in/code", "/forgot"):
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)


def test_an_empty_instance_is_started_with_the_code_from_the_console(page: Page, app: Flask) -> None:
    with app.app_context():
        code = new_start_code(db.session(), datetime.now(UTC))
        db.session.commit()
    page.goto("/")
    page.get_by_label("Start code").fill(code or "")
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_label("Email").fill("ann@coalition.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First steps")
    page.get_by_role("main").get_by_role("link", name="Settings").click()
    page.get_by_label("Name of the organisation").fill("Coalition")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    expect(page.get_by_text("done", exact=True)).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_member_signs_in_on_a_phone_by_the_code_or_the_link(
    browser: Browser, live_server: str, app: Flask, *, scripts: bool
) -> None:
    make_user(app, "mp@parliament.example", Role.MEMBER)
    context = browser.new_context(base_url=live_server, viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Email").fill("mp@parliament.example")
    page.get_by_role("button", name="Mail me a link").click()
    mail = mails(app)[0]
    if scripts:
        page.get_by_label("Code").fill(mail.code)
    else:
        page.goto(mail.link)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert_fits(page)
    context.close()


def test_after_signing_out_the_back_button_shows_nothing(page: Page, app: Flask) -> None:
    make_user(app)
    enter(page)
    page.goto("/users/")
    expect(page.get_by_text("ann@coalition.example")).to_be_visible()
    page.get_by_role("navigation").get_by_text("Account", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_text("ann@coalition.example")).to_have_count(0)


def test_markup_in_names_runs_nowhere(page: Page, app: Flask) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    payload = '"><img src=x onerror=fetch("/xss")><script>alert(1)</script>'
    make_user(app)
    make_user(app, "sam@coalition.example", Role.STAFF, name=payload)
    enter(page)
    page.goto("/settings/")
    page.get_by_label("Name of the organisation").fill(payload)
    page.get_by_label("Postal address").fill(payload)
    page.get_by_role("button", name="Save the settings").click()
    for path in (
        "/users/",
        "/users/2",
        "/users/2/hand-over",
        "/settings/",
        "/audit/",
        "/audit/journal",
        "/start/steps",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert not [one for one in asked if "xss" in one or one == "1"]
