"""A walk through every page that a link leads to, as each role."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.support.pages import read_page, shape

MAX_PAGES = 250
MAX_WEIGHT = 100_000


def walk(browser: FlaskClient, start: str = "/") -> list[str]:
    """Open each page once per shape, following links inside the application; give what is wrong with them."""
    faults: list[str] = []
    seen, waiting = {shape(start)}, [start]
    while waiting:
        assert len(seen) < MAX_PAGES, seen
        address = waiting.pop(0)
        answer = browser.get(address, follow_redirects=True)
        if answer.status_code != 200:
            faults.append(f"{address}: {answer.status_code}")
            continue
        if answer.mimetype != "text/html":
            continue
        faults += [f"{address}: {fault}" for fault in faults_of(answer.get_data(as_text=True))]
        for link in read_page(answer.get_data(as_text=True)).links:
            target = urlsplit(urljoin(address, link))
            path = target.path + (f"?{target.query}" if target.query else "")
            if not target.scheme and not target.netloc and shape(path) not in seen and path.startswith("/"):
                seen.add(shape(path))
                waiting.append(path)
    return faults


def faults_of(html: str) -> list[str]:
    """What a page does that no page of ours may do."""
    page = read_page(html)
    faults = []
    if len(page.headings) != 1 or not page.headings[0]:
        faults.append(f"headings {page.headings}")
    if not page.title:
        faults.append("no title")
    if not page.language:
        faults.append("no language")
    if page.unlabelled:
        faults.append(f"fields without a label: {page.unlabelled}")
    if page.repeated_ids:
        faults.append(f"ids that repeat: {sorted(page.repeated_ids)}")
    if page.inline:
        faults.append(f"inline: {page.inline}")
    if len(html.encode()) > MAX_WEIGHT:
        faults.append(f"{len(html.encode())} bytes")
    return faults


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_every_page_that_links_lead_to_is_whole(role: str, sign_in: Callable[..., FlaskClient]) -> None:
    assert walk(sign_in(role)) == []


def test_every_page_a_visitor_is_led_to_is_whole(client: FlaskClient) -> None:
    assert walk(client) == []
