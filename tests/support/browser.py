"""What browser tests need beside a page: where Chromium is, screens to look at it on, checks of accessibility."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, ViewportSize
from werkzeug.serving import make_server

PHONE = ViewportSize(width=390, height=844)
WIDE = ViewportSize(width=1400, height=900)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WCAG_2_2_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ABOUT_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules of axe that look at colours: all that a page in dark can break and the same page in light does not."""
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
"""A browser of the tests speaks to this machine only."""


def find_chromium() -> str:
    """The system's Chromium, or the one named in CRM_TEST_CHROMIUM; raises RuntimeError with the line to run."""
    found = os.environ.get("CRM_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = "The browser tests need Chromium: apt-get install chromium, or set CRM_TEST_CHROMIUM"
        raise RuntimeError(message)
    return found


@contextmanager
def serving(app: Flask, listening: int) -> Iterator[None]:
    """Serve the application to a browser from a thread, on a socket that already listens."""
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=listening)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="live server")
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def findings(page: Page) -> list[str]:
    """What is wrong with the page by WCAG 2.2 AA, in light and in dark."""
    found = []
    for scheme, rules in zip(SCHEMES, (_rules("tag", WCAG_2_2_AA), _rules("rule", ABOUT_COLOUR)), strict=True):
        page.emulate_media(color_scheme=scheme)
        page.reload()
        results = Axe().run(page, options=rules)
        found += [
            f"{page.url}: {scheme}: {rule['id']} ({rule['impact']}): {node['html']}\n  {node['failureSummary']}"
            for rule in results.response["violations"]
            for node in rule["nodes"]
        ]
    return found


def _rules(kind: str, values: Sequence[str]) -> dict[str, object]:
    return {"runOnly": {"type": kind, "values": list(values)}}


def overflow(page: Page) -> list[str]:
    """Whether the page has to be moved sideways to be read."""
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"{page.url} is {wide} pixels wide on a screen of {shown}"] if wide > shown else []


def assert_accessible(page: Page) -> None:
    """Check the page against WCAG 2.2 AA, in light and in dark; fails with every finding."""
    found = findings(page)
    assert not found, "\n".join(found)


def assert_fits(page: Page) -> None:
    """Check that the page does not have to be moved sideways to be read."""
    found = overflow(page)
    assert not found, "\n".join(found)
