"""The pages of countries in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits


@pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.parametrize("path", ["/countries/", "/countries/KE", "/countries/US"])
def test_pages_of_countries_are_accessible_and_fit_the_screen(
    page: Page, sign_in_browser: Callable[..., None], path: str, screen: ViewportSize
) -> None:
    sign_in_browser("coordinator")
    page.set_viewport_size(screen)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)


def test_a_country_is_found_and_opened(page: Page, sign_in_browser: Callable[..., None]) -> None:
    sign_in_browser("member")
    page.goto("/countries/")
    page.get_by_label("Country").fill("atlantis")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No country fits.")).to_be_visible()
    page.get_by_label("Country").fill("cote d ivoire")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Côte d'Ivoire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Côte d'Ivoire")
    expect(page.get_by_role("heading", name="What to ask: promote")).to_be_visible()
