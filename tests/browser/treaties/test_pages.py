"""The pages of treaties in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits

FORMS = [
    "/treaties/ccm/look",
    "/treaties/ccm/actions/new",
    "/treaties/ccm/asks/KE",
    "/treaties/positions/1",
    "/treaties/actions/1",
    "/treaties/actions/1/next",
]


@pytest.mark.parametrize(("path", "screen"), [("/treaties/", WIDE), ("/treaties/ccm", WIDE), ("/treaties/ccm", PHONE)])
def test_pages_of_treaties_are_accessible_and_fit_the_screen(
    page: Page, sign_in_browser: Callable[..., None], path: str, screen: ViewportSize
) -> None:
    sign_in_browser("staff")
    page.set_viewport_size(screen)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)


def test_forms_of_facts_are_accessible_and_fit_a_phone(page: Page, sign_in_browser: Callable[..., None]) -> None:
    sign_in_browser("staff")
    page.set_viewport_size(PHONE)
    for path in FORMS:
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)


def test_the_numbers_for_the_press_are_copied_by_one_button(
    page: Page, context: BrowserContext, sign_in_browser: Callable[..., None]
) -> None:
    sign_in_browser("staff")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/treaties/ccm")
    page.get_by_role("button", name="Copy the sentence").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "as known on 8 September 2025: 112 States Parties" in copied
    assert copied == page.locator("#press").inner_text().strip()


def test_without_scripts_the_sentence_stands_there_and_the_day_can_be_chosen(
    browser: Browser, context: BrowserContext, live_server: str, sign_in_browser: Callable[..., None]
) -> None:
    sign_in_browser("staff")
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{live_server}/treaties/ccm")
    expect(page.get_by_role("button", name="Copy the sentence")).to_be_hidden()
    page.get_by_label("On the day").fill("2010-08-01")
    page.get_by_label("Status").select_option(label="State Party")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#press")).to_contain_text("on 1 August 2010: 38 States Parties")
    expect(page.get_by_text("38 States", exact=True)).to_be_visible()
    plain.close()


def test_staff_record_a_treaty_action_and_undo_it(page: Page, sign_in_browser: Callable[..., None]) -> None:
    sign_in_browser("coordinator")
    page.goto("/countries/KE")
    page.get_by_role("link", name="Record a treaty action").click()
    page.get_by_label("Treaty action").select_option(label="Ratification")
    page.get_by_label("Day", exact=True).fill("2026-02-27")
    page.get_by_label("Source (a link)").fill("https://treaties.un.example/")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Kenya is a State Party: it ratified on 27 February 2026.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Kenya signed on 3 December 2008 and has not ratified.")).to_be_visible()


@pytest.mark.parametrize(("scheme", "fill"), [("light", "rgb(11, 93, 90)"), ("dark", "rgb(79, 179, 171)")])
def test_the_map_is_drawn_in_its_page_and_opened_by_itself_follows_the_scheme(
    page: Page, sign_in_browser: Callable[..., None], scheme: Literal["light", "dark"], fill: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    sign_in_browser("staff")
    page.goto("/treaties/ccm")
    shown = page.get_by_alt_text("A map of the world by status")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth") > 0
    page.goto("/treaties/ccm/map.svg")
    assert page.locator("a[href='/countries/FR'] path").evaluate("path => getComputedStyle(path).fill") == fill
