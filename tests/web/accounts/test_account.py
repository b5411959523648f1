"""One's own account."""

from __future__ import annotations

import pytest
from flask import Flask

from crm.accounts.rights import Role
from tests.support.accounts import OTHER_PASSWORD, PASSWORD, Browser, get_user, make_user, new_browser


@pytest.fixture
def ann(app: Flask) -> Browser:
    """A coordinator's browser."""
    make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    return browser


def test_a_new_password_signs_other_browsers_out_and_keeps_this_one(app: Flask, ann: Browser) -> None:
    other = new_browser(app)
    other.sign_in("ann@coalition.example")
    answer = ann.send("/account/password", on="/account", current=PASSWORD, password=OTHER_PASSWORD)
    assert answer.status_code == 302
    assert ann.is_in
    assert not other.is_in
    assert new_browser(app).sign_in("ann@coalition.example").status_code == 422
    assert new_browser(app).sign_in("ann@coalition.example", OTHER_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("current", "password"),
    [("wrong one", OTHER_PASSWORD), (PASSWORD, "short"), (PASSWORD, "password1"), (PASSWORD, "ann@coalition.example")],
)
def test_a_new_password_needs_the_old_one_and_strength(app: Flask, ann: Browser, current: str, password: str) -> None:
    before = get_user(app, 1).password_hash
    assert ann.send("/account/password", on="/account", current=current, password=password).status_code == 422
    assert get_user(app, 1).password_hash == before


def test_a_password_is_stored_as_it_was_typed_with_spaces_at_its_ends(app: Flask, ann: Browser) -> None:
    ann.send("/account/password", on="/account", current=PASSWORD, password="  seven slow rivers 🦢 ")
    assert new_browser(app).sign_in("ann@coalition.example", "seven slow rivers 🦢").status_code == 422
    assert new_browser(app).sign_in("ann@coalition.example", "  seven slow rivers 🦢 ").status_code == 302


def test_each_browser_is_listed_and_can_be_signed_out_from_another(app: Flask, ann: Browser) -> None:
    other = new_browser(app)
    other.client.environ_base["HTTP_USER_AGENT"] = "Phone<b>"
    other.sign_in("ann@coalition.example")
    page = ann.get("/account").text
    assert "Phone&lt;b&gt;" in page
    assert "this browser" in page
    ann.send("/account/devices/2/sign-out", on="/account")
    assert ann.is_in
    assert not other.is_in


def test_nobody_signs_out_the_browser_of_somebody_else(app: Flask, ann: Browser) -> None:
    make_user(app, "sam@coalition.example", Role.STAFF)
    sam = new_browser(app)
    sam.sign_in("sam@coalition.example")
    assert sam.send("/account/devices/1/sign-out", on="/account").status_code == 404
    assert ann.is_in


def test_all_other_browsers_are_signed_out_at_once(app: Flask, ann: Browser) -> None:
    others = [new_browser(app) for _ in range(2)]
    for other in others:
        other.sign_in("ann@coalition.example")
    ann.send("/account/devices/sign-out-others", on="/account")
    assert ann.is_in
    assert not any(other.is_in for other in others)


def test_a_language_that_the_organisation_does_not_write_in_is_refused(app: Flask, ann: Browser) -> None:
    assert ann.send("/account", name="Ann", language="xx").status_code == 422
    assert get_user(app, 1).language == "en"


def test_a_member_has_no_password_to_set(app: Flask, ann: Browser) -> None:
    del ann
    make_user(app, "mp@parliament.example", Role.MEMBER)
    browser = new_browser(app)
    browser.send("/sign-in", email="mp@parliament.example", password="", mail="1")
    assert get_user(app, 2).password_hash is None
