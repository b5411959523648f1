"""Positions to confirm, and a new one; how a State ratifies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

SignIn = Callable[..., FlaskClient]
FOUND = {"topic": "produces", "value": "no", "edition": "Monitor 2026", "source": "https://monitor.example/ke"}


def test_the_worklist_has_what_is_old_and_not_confirmed_as_a_page_and_a_file(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    page = browser.get("/treaties/positions/?topic=stockpiles").text
    assert "United Arab Emirates" in page
    assert "2018–2019" in page
    lines = browser.get("/treaties/positions/?topic=stockpiles&format=csv").text.splitlines()
    assert any(line.startswith("AE,United Arab Emirates") for line in lines)


def test_a_confirmed_position_leaves_the_worklist(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    page = browser.get("/treaties/positions/?topic=stockpiles").text
    row = page[page.index("United Arab Emirates") :]
    address = row[row.index("/treaties/positions/") :].partition('"')[0]
    assert browser.post(address, data={"value": "yes", "source": "https://x.example"}).status_code == 302
    assert "United Arab Emirates" not in browser.get("/treaties/positions/?topic=stockpiles").text


def test_a_position_that_somebody_found_is_told_with_its_source(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    assert browser.post("/treaties/positions/new/KE", data=FOUND).status_code == 302
    page = browser.get("/countries/KE").text
    assert "Monitor 2026, https://monitor.example/ke" in page
    assert "Kenya" not in browser.get("/treaties/positions/?topic=produces").text
    assert browser.post("/treaties/positions/new/KE", data=FOUND | {"source": ""}).status_code == 422


@pytest.mark.parametrize(
    ("procedure", "words"),
    [("law", "approves by law"), ("executive", "act of the executive"), ("one_chamber", "one chamber consents")],
)
def test_how_a_state_ratifies_is_kept_with_its_source_and_words_the_ask(
    sign_in: SignIn, procedure: str, words: str
) -> None:
    browser = sign_in("staff")
    before = browser.get("/countries/KE").text
    typed = {"procedure": procedure, "procedure_source": "https://constitution.example"}
    assert browser.post("/countries/KE/procedure", data=typed | {"procedure_source": ""}).status_code == 422
    assert browser.post("/countries/KE/procedure", data=typed).status_code == 302
    page = browser.get("/countries/KE").text
    assert words in page.lower()
    assert "https://constitution.example" in page

    def ask(text: str) -> str:
        return text.partition('id="ask">')[2].partition("</p>")[0]

    assert ask(page) != ask(before)


def test_a_phrase_of_the_source_is_confirmed_as_it_stands(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    page = browser.get("/treaties/positions/?topic=interim_measures").text
    row = page[page.index("Argentina") :]
    address = row[row.index("/treaties/positions/") :].partition('"')[0]
    phrase = "has renounced future production though not a party"
    assert f'selected value="{phrase}"' in browser.get(address).text
    assert browser.post(address, data={"value": phrase, "source": "https://x.example"}).status_code == 302
    assert phrase in browser.get("/countries/AR").text
