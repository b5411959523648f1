"""How often the pages about people ask the database: as often, whatever there is to show."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Flask
from flask.testing import FlaskClient

from crm.extensions import db
from tests.support.statements import counted

MOST_OF_A_LIST, MOST_OF_A_RECORD = 6, 16


def test_a_list_and_a_record_ask_as_often_whatever_there_is(
    app: Flask, friend: Callable[..., int], sign_in: Callable[..., FlaskClient]
) -> None:
    browser, ada = sign_in("coordinator"), friend("Ada Example", emails=("ada@house.example",), tags=("west",))
    with app.app_context():
        engine = db.engine

    def asked(address: str) -> int:
        with counted(engine) as sent:
            assert browser.get(address).status_code == HTTPStatus.OK
        return len(sent)

    before = asked("/members/"), asked(f"/members/{ada}")
    for number in range(60):
        friend(f"Friend {number}")
    for line in ("Asked when Kenya will ratify", "Tabled a motion", "Spoke in the debate"):
        call = {"kind": "call", "on": "2026-02-27", "text": "They will press.", "did": "y", "action_kind": "question"}
        call |= {
            "action_on": "February 2026",
            "action_line": line,
            "owe": "y",
            "owe_what": line,
            "owe_by": "2030-01-05",
        }
        assert browser.post(f"/members/{ada}/note", data=call).status_code == HTTPStatus.FOUND
    assert (asked("/members/"), asked(f"/members/{ada}")) == before
    assert before[0] <= MOST_OF_A_LIST
    assert before[1] <= MOST_OF_A_RECORD


def test_a_search_that_finds_nobody_asks_no_more_often_than_a_list_may(
    app: Flask, friend: Callable[..., int], sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in("coordinator")
    friend("Ada Example")
    with app.app_context():
        engine = db.engine
    browser.get("/members/?q=nobodyatall")
    with counted(engine) as sent:
        assert browser.get("/members/?q=nobodyatall").status_code == HTTPStatus.OK
    # The names of States are kept for a minute; a test keeps none.
    assert len([text for text in sent if "FROM country" not in text]) <= MOST_OF_A_LIST
