"""A browser signed in without the form is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_a_browser_is_signed_in_as_the_role_asked_for(
    page: Page, sign_in_browser: Callable[..., None], role: str
) -> None:
    invitation = page.get_by_role("navigation").get_by_role("link", name="Sign in")
    sign_in_browser(role)
    page.goto("/")
    expect(invitation).to_have_count(0)
    page.context.clear_cookies()
    page.goto("/")
    expect(invitation).to_have_count(1)
