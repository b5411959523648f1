"""Votes in the browser."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.votes.models import Choice, Vote
from tests.support.storing import stored

SignIn = Callable[..., FlaskClient]
BALLOT = {
    "resolution": "A/RES/79/55",
    "voted_on": "2024-12-02",
    "source": "https://votes.example",
    "lines": "Kenya,yes\nLithuania,abstained\nRussian Federation,no\nMarshall Islands,yes\nTonga,absent",
}


def bring(browser: FlaskClient, **fields: str) -> None:
    answer = browser.post("/votes/new", data=BALLOT | fields)
    assert answer.status_code == 302, answer.text


def test_none_came_with_the_product(sign_in: SignIn) -> None:
    assert "No votes are kept yet" in sign_in("member").get("/votes/").text


def test_votes_are_shown_with_where_each_state_stood_on_that_day(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    bring(browser)
    page = browser.get("/votes/").text
    assert "Yes: 2" in page
    assert "Resolution A/RES/79/55, 2 December 2024. Source: https://votes.example." in page
    lithuania = page[page.index(">Lithuania</a>") :]
    assert "State Party" in lithuania.partition("</tr>")[0]
    assert "2024: Yes" in sign_in("member").get("/countries/KE").text


def test_non_signatories_that_voted_yes_are_one_click_away(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    bring(browser)
    table = browser.get("/votes/?year=2024&choice=yes&status=not_joined").text.partition("<tbody>")[2]
    assert "Marshall Islands" in table
    assert "Kenya" not in table
    lines = browser.get("/votes/?choice=yes&status=not_joined&format=csv").text.splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["MH"]


def test_the_same_year_again_corrects_and_does_not_double(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    bring(browser)
    bring(browser, lines="Kenya,no")
    assert len(stored(app, sa.select(Vote))) == 5
    assert stored(app, sa.select(Vote.choice).where(Vote.iso2 == "KE")) == [Choice.NO]


def test_votes_come_as_a_file_and_what_is_not_understood_in_it_can_be_corrected_on_the_page(
    app: Flask, sign_in: SignIn
) -> None:
    browser = sign_in("staff")
    typed = BALLOT | {"lines": ""}

    def send(content: bytes) -> TestResponse:
        return browser.post("/votes/new", data=typed | {"file": (io.BytesIO(content), "votes.csv")})

    wrong = send(b"\xef\xbb\xbfState,Vote\nAtlantis,yes\nTonga,no")
    assert wrong.status_code == 422
    assert "read: 2: Atlantis,yes" in wrong.text
    assert "Tonga,no</textarea>" in wrong.text
    for content, words in ((b"", "Choose a file or paste the votes."), (b"Per\xfa,yes", "no text in UTF-8")):
        refused = send(content)
        assert refused.status_code == 422
        assert words in refused.text
    assert send("State;Vote\nTürkiye;abstained\nTonga;no".encode()).status_code == 302
    assert {vote.iso2: vote.choice for vote in stored(app, sa.select(Vote))} == {
        "TR": Choice.ABSTAINED,
        "TO": Choice.NO,
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lines": "Atlantis,yes\nKenya,yes"}, "These lines can&#39;t be read: 1: Atlantis,yes"),
        ({"voted_on": "2099-01-01"}, "This day is to come."),
        ({"source": ""}, "Name the source."),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(
    app: Flask, sign_in: SignIn, fields: dict[str, str], words: str
) -> None:
    answer = sign_in("staff").post("/votes/new", data={**BALLOT, "lines": "Kenya,yes\nAtlantis,yes", **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert "A/RES/79/55" in answer.text
    assert stored(app, sa.select(Vote)) == []


def test_members_do_not_keep_votes(sign_in: SignIn) -> None:
    assert sign_in("member").get("/votes/new").status_code == 403
