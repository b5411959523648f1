"""The pages of actions and follow-ups in a real browser: on a phone, wide, in the dark, without scripts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import PHONE, SCHEMES, WIDE, assert_accessible, assert_fits

STAFF_PAGES = (
    "/actions/",
    "/actions/new",
    "/actions/1",
    "/actions/1/edit",
    "/follow-ups/",
    "/follow-ups/new",
    "/follow-ups/1",
)
MEMBER_PAGES = ("/actions/", "/actions/new", "/actions/1", "/ask")
SignIn = Callable[..., None]


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_staff_pages_are_accessible_and_fit_any_screen(
    page: Page, jane_id: int, sign_in_browser: SignIn, address: str
) -> None:
    assert jane_id
    sign_in_browser("coordinator")
    look_at(page, address, "staff")


@pytest.mark.parametrize("address", MEMBER_PAGES)
def test_member_pages_are_accessible_and_fit_a_phone(
    page: Page, jane_id: int, sign_in_browser: SignIn, address: str
) -> None:
    sign_in_browser("member", member_id=jane_id)
    look_at(page, address, "member")


def look_at(page: Page, address: str, who: str) -> None:
    """Open a page on each screen; keep pictures where CRM_TEST_PICTURES names a folder."""
    pictures = os.environ.get("CRM_TEST_PICTURES")
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        page.goto(address)
        assert_fits(page)
        for scheme in SCHEMES if pictures else ():
            page.emulate_media(color_scheme=scheme)
            page.reload()
            name = f"{who}{address.replace('/', '_')}-{size['width']}-{scheme}.png"
            page.screenshot(path=Path(pictures or "") / name, full_page=True)
    assert_accessible(page)


def test_the_button_that_saves_is_seen_on_a_phone_without_scrolling(
    page: Page, jane_id: int, sign_in_browser: SignIn
) -> None:
    page.set_viewport_size(PHONE)
    sign_in_browser("member", member_id=jane_id)
    page.goto("/actions/new")
    box = page.get_by_role("button", name="Save").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 667, "the lower edge of a small phone"


def test_a_member_logs_without_scripts_and_undoes_it(
    browser: Browser, live_server: str, page: Page, jane_id: int, sign_in_browser: SignIn
) -> None:
    sign_in_browser("member", member_id=jane_id)
    plain = browser.new_context(
        base_url=live_server, java_script_enabled=False, viewport=PHONE, storage_state=page.context.storage_state()
    )
    tab = plain.new_page()
    tab.goto("/actions/new")
    tab.get_by_label("Kind").select_option(label="Debate")
    tab.get_by_label("Date").fill("March 2026")
    tab.get_by_label("In one line, what was done").fill("Spoke in the debate on the budget")
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Spoke in the debate on the budget")
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_text("Undone.")).to_be_visible()
    plain.close()
