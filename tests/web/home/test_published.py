"""What visitors may read where the organisation opened its facts to everybody."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.routes import address, routes

README = Path(__file__).resolve().parents[3] / "README.md"
ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = [
    "/treaties/",
    "/treaties/ccm",
    "/treaties/ccm/map.svg",
    "/countries/",
    "/countries/KE",
    "/countries/?format=csv",
    "/treaties/ccm/status.json",
    "/treaties/ccm/events.atom",
    "/take-action",
    "/take-action?country=KE",
]


@pytest.fixture
def published(sign_in: Callable[..., FlaskClient]) -> None:
    """Open the facts to everybody, as the coordinator does."""
    settings = {"name": "A Coalition", "languages": "en", "time_zone": "UTC", "public_pages": "y"}
    assert sign_in("coordinator").post("/settings/", data=settings).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_without_the_switch_a_visitor_is_sent_to_sign_in(client: FlaskClient, page: str) -> None:
    assert client.get(page).location.startswith("/sign-in")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("published")
def test_with_it_visitors_read_the_facts_and_caches_may_keep_them(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    again = client.get(page, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert not again.get_data()


@pytest.mark.usefixtures("published")
def test_who_is_signed_in_still_gets_pages_no_cache_keeps(sign_in: Callable[..., FlaskClient]) -> None:
    assert sign_in("staff").get("/countries/KE").headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("published")
def test_visitors_find_nothing_to_edit_and_nobody_named(client: FlaskClient) -> None:
    for page in ("/countries/KE", "/treaties/ccm", "/countries/"):
        text = client.get(page).get_data(as_text=True)
        assert '<form method="post"' not in text
        assert not re.search(r'href="/members|href="/actions|/new"', text), page


@pytest.mark.usefixtures("published")
def test_all_else_still_asks_to_sign_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        held = [(rule, access) for rule, method, access in routes(app) if method == "GET"]
    closed = [rule for rule, access in held if not access.public and not access.published]
    assert closed
    for rule in closed:
        assert client.get(address(rule)).status_code == 302, rule


def test_the_readme_lists_what_the_switch_opens(app: Flask) -> None:
    with app.app_context():
        opened = {str(rule) for rule, _method, access in routes(app) if access.published}
    section = README.read_text().partition("## Open when the facts are")[2].partition("\n## ")[0]
    assert set(re.findall(r"^- `([^`]+)`", section, re.MULTILINE)) == opened


@pytest.mark.usefixtures("published")
def test_who_picks_a_country_sees_where_it_stands_and_the_question_to_put(client: FlaskClient) -> None:
    page = client.get("/take-action?country=KE").get_data(as_text=True)
    assert "Kenya signed on 3 December 2008 and has not ratified." in page
    assert "complete ratification" in page
    assert "put the question in writing" in page
    papers = re.findall(r'href="(/library/documents/\d+)"', page)
    assert len(papers) == 3
    assert all(client.get(address).status_code == 200 for address in papers)
    assert 'href="/join?country=KE"' in page


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("country", ["XX", "<script>", "%00"])
def test_a_country_that_is_none_is_not_found(client: FlaskClient, country: str) -> None:
    assert client.get(f"/take-action?country={country}").status_code == 404


@pytest.mark.usefixtures("published")
def test_the_feed_has_what_we_learned_last_first_with_its_source(client: FlaskClient) -> None:
    feed = ET.fromstring(client.get("/treaties/ccm/events.atom").get_data())  # noqa: S314 - our own feed
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 50
    assert entries[0].findtext(f"{ATOM}title") == "Vanuatu: Accession, 5 September 2025"
    assert "Source:" in str(entries[0].findtext(f"{ATOM}summary"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 50


@pytest.mark.usefixtures("published")
def test_the_json_is_what_the_command_gives_with_source_and_licence(client: FlaskClient) -> None:
    report = client.get("/treaties/ccm/status.json?on=2010-08-01").get_json()
    assert report["counts"]["ever_signed"] == 108
    assert report["counts"]["state_party"] == 38
    assert (report["licence"], report["on"], report["known_until"]) == ("CC0-1.0", "2010-08-01", "2025-09-08")
    assert len(report["states"]) == 197
