"""The way in and out on both engines: refusals are counted and kept although nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from crm.accounts.rights import Role
from crm.config import Settings
from tests.support.accounts import OTHER_PASSWORD, get_user, journal, mails, make_user, new_browser


@pytest.fixture
def settings(settings: Settings, any_url: str) -> Settings:
    """Settings of an instance on either engine."""
    return replace(settings, database_url=any_url)


def test_the_way_in_and_out_is_the_same_on_both_engines(app: Flask) -> None:
    boss_id = make_user(app)
    browser = new_browser(app)
    for number in range(3):
        assert browser.sign_in("ann@coalition.example", f"not it {number}").status_code == 422
    assert len(journal(app, "sign-in refused")) == 3
    assert browser.sign_in("ann@coalition.example").status_code == 302
    for page in ("/account", "/users/", f"/users/{boss_id}", "/settings/", "/audit/", "/audit/journal?words=refused"):
        assert browser.get(page).status_code == 200, page
    saved = browser.send("/settings/", name="Coalition", languages=["fr", "en"], time_zone="UTC")
    assert saved.status_code == 302
    refused = browser.send(f"/users/{boss_id}/disable", on=f"/users/{boss_id}")
    assert refused.status_code == 422
    browser.send("/users/invite", email="sam@coalition.example", name="Sam", role="staff", language="en")
    sam = new_browser(app)
    assert sam.send(mails(app)[0].link, password=OTHER_PASSWORD).status_code == 302
    assert sam.get("/users/").status_code == 403
    assert [entry.detail["page"] for entry in journal(app, "page refused")] == ["accounts.users"]
    assert browser.send("/sign-out", on="/account").status_code == 302
    assert not browser.is_in


def test_a_members_code_is_counted_on_both_engines(app: Flask) -> None:
    user_id = make_user(app, "mp@parliament.example", Role.MEMBER)
    browser = new_browser(app)
    browser.send("/sign-in", email="mp@parliament.example", password="", mail="1")
    code = mails(app)[0].code
    for _ in range(4):
        assert browser.send("/sign-in/code", code="x").status_code == 422
    assert browser.send("/sign-in/code", code=code).status_code == 302
    assert browser.is_in
    assert get_user(app, user_id).last_sign_in_at is not None


@pytest.mark.parametrize("page", ["/users/99999999999999", "/audit/99999999999999", "/audit/?before=99999999999999"])
def test_a_number_beyond_the_database_is_no_fault_of_ours_on_both_engines(app: Flask, page: str) -> None:
    make_user(app)
    browser = new_browser(app)
    browser.sign_in("ann@coalition.example")
    assert browser.get(page).status_code in {200, 400, 404}


def test_a_character_that_no_database_holds_is_no_fault_of_ours_on_both_engines(app: Flask) -> None:
    make_user(app)
    browser = new_browser(app)
    assert browser.sign_in("ann\x00@coalition.example", "not it \x00").status_code == 422
    assert browser.send("/forgot", email="ann\x00@coalition.example").status_code < 500
    browser.sign_in("ann@coalition.example")
    assert browser.send("/account", name="A\x00", language="en").status_code < 500
    assert browser.send("/account/password", on="/account", current="x\x00", password="y\x00").status_code == 422
