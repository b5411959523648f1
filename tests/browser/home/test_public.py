"""The pages that anybody may open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits


@pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_public_pages_are_accessible_and_fit_the_screen(page: Page, path: str, screen: ViewportSize) -> None:
    page.set_viewport_size(screen)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)
