"""The pages of treaties."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.extensions import db
from tests.support.statements import counted

SignIn = Callable[..., FlaskClient]
LIGHT = 100_000


def text(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["coordinator", "staff", "member"])
def test_everyone_signed_in_sees_the_numbers_with_their_day_and_source(sign_in: SignIn, role: str) -> None:
    page = text(sign_in(role), "/treaties/ccm")
    assert "112 States Parties, 12 signatories (have not ratified), 72 non-signatories" in page
    assert "as known on 8 September 2025" in page
    assert "Source: UN Treaty Collection" in page
    assert "Facts known until 8 September 2025." in page


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient) -> None:
    for address in ("/treaties/", "/treaties/ccm"):
        assert client.get(address).location.startswith("/sign-in")


def test_the_list_of_treaties_leads_to_each_group_of_states(sign_in: SignIn) -> None:
    page = text(sign_in("staff"), "/treaties/")
    assert "Signatories (have not ratified): 12" in page
    assert "/treaties/apmbc?status=withdrawn" in page


def test_the_day_is_chosen_in_the_address(sign_in: SignIn) -> None:
    page = text(sign_in("staff"), "/treaties/ccm?on=2010-08-01")
    assert "Convention on Cluster Munitions on 1 August 2010: 38 States Parties, 70 signatories" in page
    assert "as known on" not in page


@pytest.mark.parametrize("address", ["/treaties/ccm?on=yesterday", "/treaties/ccm?format=pdf"])
def test_what_cannot_be_read_is_refused(sign_in: SignIn, address: str) -> None:
    assert sign_in("staff").get(address).status_code == 400


def test_counts_as_published_and_ever_are_each_named(sign_in: SignIn) -> None:
    page = " ".join(sign_in("member").get("/treaties/ccm?on=2025-06-22").text.split())
    assert "without States that withdrew: 107 signatures and 111 Parties." in page
    assert "States that withdrew included, 108 ever signed and 112 ever deposited an instrument." in page


def test_a_treaty_nobody_holds_facts_of_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("staff").get("/treaties/att").status_code == 404


def shown(page: str) -> list[str]:
    return [part.split(">", 1)[1].split("</a>")[0] for part in page.split('<td><a href="/countries/')[1:]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=withdrawn", ["Lithuania"]),
        ("q=cote", ["Côte d&#39;Ivoire"]),
        ("q=turk", ["Türkiye", "Turkmenistan"]),
        ("q=IVOIRE", ["Côte d&#39;Ivoire"]),
        ("status=signatory&region=Americas", ["Haiti", "Jamaica"]),
        ("status=signatory&region=Americas&sort=-name", ["Jamaica", "Haiti"]),
        (
            "status=signatory&sort=-signed&region=Eastern+Africa",
            ["Djibouti", "Kenya", "Uganda", "United Republic of Tanzania"],
        ),
    ],
)
def test_states_are_filtered_and_sorted_by_the_address(sign_in: SignIn, query: str, names: list[str]) -> None:
    listed = shown(text(sign_in("staff"), f"/treaties/ccm?{query}"))
    assert listed == names


def test_a_filter_that_nothing_fits_says_what_to_do(sign_in: SignIn) -> None:
    assert "No State fits" in text(sign_in("staff"), "/treaties/ccm?q=atlantis")


def test_the_file_has_every_state_and_says_its_day_and_how_far_it_is_known(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    with browser.get("/treaties/ccm?format=xlsx") as answer:
        assert answer.data.startswith(b"PK")
    with browser.get("/treaties/ccm?format=csv&on=2026-01-01") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 197
    lithuania = next(row for row in rows if row["iso2"] == "LT")
    assert lithuania["status"] == "withdrawn"
    assert (lithuania["on"], lithuania["known_until"]) == ("2026-01-01", "2025-09-08")
    assert lithuania["source"].startswith("UN Treaty Collection (XXVI-6)")
    assert lithuania["licence"] == "CC0-1.0"


def test_the_pages_are_light_and_ask_the_same_number_of_statements_whatever_they_show(
    app: Flask, sign_in: SignIn
) -> None:
    browser = sign_in("coordinator")
    with app.app_context():
        engine = db.engine
    asked = []
    for address in ("/treaties/ccm", "/treaties/ccm?status=withdrawn", "/treaties/apmbc"):
        browser.get(address)
        with counted(engine) as sent:
            assert len(browser.get(address).data) < LIGHT
        asked.append(len(sent))
    assert len(set(asked)) == 1
    assert asked[0] <= 6
