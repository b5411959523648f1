"""The checks that browser tests rely on do find what they look for."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.support.browser import PHONE, assert_accessible, assert_fits

PAGE = """<!doctype html><html lang="en"><title>Check</title><link rel="stylesheet" href="/check.css">
<main><h1>Check</h1><p>Read this</p></main></html>"""


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application with a page that is hard to read in the dark and too wide for a phone."""
    style = "p { width: 900px } @media (prefers-color-scheme: dark) { body { background: #000; color: #333 } }"
    app.before_request_funcs.clear()
    app.add_url_rule("/check", "check", lambda: PAGE)
    app.add_url_rule("/check.css", "style", lambda: (style, {"Content-Type": "text/css"}))
    return app


def test_a_page_that_is_hard_to_read_in_the_dark_is_found(page: Page) -> None:
    page.goto("/check")
    with pytest.raises(AssertionError, match=r"dark: color-contrast \(serious\)"):
        assert_accessible(page)


def test_a_page_that_is_too_wide_for_a_phone_is_found(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/check")
    with pytest.raises(AssertionError, match=r"9\d\d pixels"):
        assert_fits(page)
