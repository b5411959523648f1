"""The front pages of the three users, the report and the search, in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits

PAGES = [
    ("coordinator", "/"),
    ("staff", "/"),
    ("member", "/"),
    ("coordinator", "/search?q=river"),
    ("staff", "/reports/?from=2025-01-01"),
    ("staff", "/reports/?from=2025-01-01&print=1"),
]


@pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.parametrize(("role", "path"), PAGES)
def test_pages_are_accessible_and_fit_the_screen(
    page: Page,
    sign_in_browser: Callable[..., None],
    friends: dict[str, int],
    role: str,
    path: str,
    screen: ViewportSize,
) -> None:
    sign_in_browser(role, friends["Wanjiru Oakmarsh"] if role == "member" else None)
    page.set_viewport_size(screen)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)


def test_the_ask_and_both_buttons_stand_on_a_phones_first_screen(
    page: Page, sign_in_browser: Callable[..., None], friends: dict[str, int]
) -> None:
    sign_in_browser("member", friends["Wanjiru Oakmarsh"])
    page.set_viewport_size(PHONE)
    page.goto("/")
    for name in ("Use this question", "I did something"):
        box = page.get_by_role("link", name=name).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"]


def test_the_report_changes_its_period_without_scripts(
    browser: Browser,
    context: BrowserContext,
    live_server: str,
    sign_in_browser: Callable[..., None],
    friends: dict[str, int],
) -> None:
    assert friends
    sign_in_browser("staff")
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{live_server}/reports/")
    page.get_by_label("From").fill("2025-01-01")
    page.get_by_label("To").fill("2025-12-31")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 January 2025")
