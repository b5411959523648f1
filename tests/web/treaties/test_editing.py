"""Keeping the facts: staff record them with a source, and every act can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.models import ChangeSet
from crm.extensions import db
from crm.treaties.models import Position, TreatyAction

SignIn = Callable[..., FlaskClient]
RATIFICATION = {"country": "KE", "kind": "ratification", "on": "2026-05-04", "source": "https://treaties.un.example/"}

pytestmark = pytest.mark.usefixtures("in_june")


@pytest.fixture
def in_june() -> object:
    """A day on which the facts are old."""
    with time_machine.travel("2026-06-01T09:00:00Z", tick=False) as traveller:
        yield traveller


def text(browser: FlaskClient, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["/treaties/ccm/look", "/treaties/ccm/actions/new", "/treaties/positions/1", "/treaties/ccm/asks/KE"]
)
def test_only_coordinators_and_staff_keep_the_facts(sign_in: SignIn, address: str) -> None:
    assert sign_in("coordinator").get(address).status_code == 200
    assert sign_in("staff").get(address).status_code == 200
    assert sign_in("member").get(address).status_code == 403
    assert sign_in("member").post(address).status_code == 403


def test_a_ratification_changes_where_the_state_stands_until_it_is_undone(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    answer = browser.post("/treaties/ccm/actions/new", data=RATIFICATION)
    assert answer.location == "/countries/KE"
    page = text(browser, "/countries/KE")
    assert "As known on 4 May 2026: Kenya is a State Party: it ratified on 4 May 2026." in page
    assert "not yet in force for it: it will be from 1 November 2026" in page
    looked = "as known on 4 May 2026 (all States last looked up on 8 September 2025): "
    assert f"{looked}113 States Parties, 11 signatories" in text(browser, "/treaties/ccm")
    with app.app_context():
        made = db.session.scalars(sa.select(ChangeSet.id).order_by(ChangeSet.id.desc())).first()
    assert browser.post(f"/audit/{made}/undo").status_code == 302
    assert "Kenya signed on 3 December 2008 and has not ratified." in text(browser, "/countries/KE")


def test_what_follows_from_an_act_recorded_by_hand_is_offered_unless_it_is_under_embargo(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    browser.post("/treaties/ccm/actions/new", data=RATIFICATION)
    page = text(browser, "/countries/KE")
    found = re.search(r"/treaties/actions/\d+/next", page)
    assert found
    assert "Entered by Staff, " in text(browser, found[0].removesuffix("/next"))
    offered = text(browser, found[0])
    assert "Kenya ratified on 4 May 2026." in offered
    assert "Congratulate and thank" in offered
    browser.post("/treaties/ccm/actions/new", data={**RATIFICATION, "country": "UG", "embargo_until": "2026-06-20"})
    found = re.search(r"/treaties/actions/\d+/next", text(browser, "/countries/UG"))
    assert found
    assert "Say nothing before 20 June 2026" in text(browser, found[0])
    assert sign_in("member").get(found[0]).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"on": "2026-06-02"}, "only what was done is a fact"),
        ({"on": "2008-12-02"}, "was not open for signature"),
        ({"kind": "signature", "on": "2008-12-03"}, "recorded already"),
        ({"source": ""}, "This field is required"),
        ({"country": ""}, "This field is required"),
        ({"on": "some day"}, "be read as a date"),
    ],
)
def test_what_is_no_fact_is_refused_beside_its_field(sign_in: SignIn, change: dict[str, str], words: str) -> None:
    browser = sign_in("staff")
    answer = browser.post("/treaties/ccm/actions/new", data={**RATIFICATION, **change})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert "12 signatories" in text(browser, "/treaties/ccm")


def test_an_act_under_embargo_moves_nothing_before_its_day_and_only_those_who_keep_the_facts_see_it(
    sign_in: SignIn,
) -> None:
    browser = sign_in("coordinator")
    browser.post("/treaties/ccm/actions/new", data={**RATIFICATION, "embargo_until": "2026-06-02"})
    page = text(browser, "/countries/KE")
    assert "has not ratified" in page
    assert "say nothing before 2 June 2026" in page
    assert "4 May 2026" not in text(sign_in("member"), "/countries/KE")
    for address in ("/treaties/ccm", "/treaties/ccm/map.svg", "/treaties/ccm/curve.svg", "/treaties/ccm/events.atom"):
        told = text(browser, address)
        assert "4 May 2026" not in told
        assert "113 States Parties" not in told
        assert "States Parties: 113" not in told
    with time_machine.travel("2026-06-02T09:00:00Z", tick=False):
        assert "it ratified on 4 May 2026" in text(sign_in("member"), "/countries/KE")


def test_who_looked_and_found_nothing_new_says_so_with_day_and_link(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    assert "More than 180 days ago" in text(browser, "/treaties/ccm")
    form = {"on": "2026-06-01", "source": "https://treaties.un.example/status"}
    assert browser.post("/treaties/ccm/look", data=form).location == "/treaties/ccm"
    page = text(browser, "/treaties/ccm")
    assert "Facts known until 1 June 2026." in page
    assert "https://treaties.un.example/status" in page
    assert "days ago" not in page
    assert browser.post("/treaties/ccm/look", data={**form, "on": "2026-05-31"}).status_code == 422
    assert browser.post("/treaties/ccm/look", data={**form, "on": "2026-06-02"}).status_code == 422


def test_a_position_is_confirmed_with_a_source(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        position = db.session.scalars(
            sa.select(Position.id).where(Position.iso2 == "ZW", Position.topic == "stockpiles")
        ).one()
    browser = sign_in("staff")
    assert browser.post(f"/treaties/positions/{position}", data={"value": "yes", "source": ""}).status_code == 422
    form = {"value": "yes", "source": "Answer of the Minister"}
    assert browser.post(f"/treaties/positions/{position}", data=form).location == "/countries/ZW"
    page = text(browser, "/countries/ZW")
    assert "Confirmed on 1 June 2026: Answer of the Minister." in page
    assert "declare a moratorium on use" in page
    assert browser.get("/treaties/positions/999999").status_code == 404


def test_a_text_of_ones_own_takes_the_place_of_the_ask_until_its_day(sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    form = {"text": "Ask for the date of the debate.", "until": "2026-06-30"}
    assert browser.post("/treaties/ccm/asks/KE", data=form).location == "/countries/KE"
    assert "Ask for the date of the debate." in text(browser, "/countries/KE")
    assert "Ask for the date of the debate." in text(browser, "/treaties/ccm/asks/KE")
    with time_machine.travel("2026-07-01T09:00:00Z", tick=False):
        assert "complete ratification" in text(sign_in("member"), "/countries/KE")
    browser.post("/treaties/ccm/asks/KE", data={"text": "", "until": "2026-06-30"})
    assert "complete ratification" in text(browser, "/countries/KE")


def test_a_text_of_ones_own_names_its_author_and_last_day_and_is_taken_back_in_one_click(sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    form = {"text": "Ask for the date of the debate.", "until": "2026-06-30"}
    assert "This day has passed." in browser.post("/treaties/ccm/asks/KE", data={**form, "until": "2026-05-31"}).text
    assert "Say until when it holds." in browser.post("/treaties/ccm/asks/KE", data={**form, "until": ""}).text
    browser.post("/treaties/ccm/asks/KE", data=form)
    page = text(browser, "/treaties/ccm/asks/KE")
    assert "By the rule it is:" in page
    assert 'value="2026-06-30"' in page
    assert "words hold until 30 June 2026. Written by" in page
    told = text(browser, "/countries/KE")
    assert "own words, until 30 June 2026, by " in told
    assert "own words, until 30 June 2026." in text(sign_in("member"), "/countries/KE")
    assert browser.post("/treaties/ccm/asks/KE", data={"text": ""}, follow_redirects=True).status_code == 200
    assert "complete ratification" in text(browser, "/countries/KE")


def action_of(app: Flask, iso2: str) -> TreatyAction:
    """The CCM's only act of a State."""
    with app.app_context():
        return db.session.scalars(
            sa.select(TreatyAction).where(TreatyAction.iso2 == iso2, TreatyAction.treaty_key == "ccm")
        ).one()


def test_an_act_is_corrected_by_a_source_and_its_history_stays(app: Flask, sign_in: SignIn) -> None:
    browser, number = sign_in("staff"), action_of(app, "VU").id
    typed = {"country": "VU", "kind": "accession", "on": "2025-09-04", "source": "https://treaties.un.example/cn"}
    assert browser.post(f"/treaties/actions/{number}", data=typed).status_code == 302
    page = text(browser, f"/treaties/actions/{number}")
    assert "Day: 2025-09-05 → 2025-09-04" in page
    assert "It came with the product." in page
    assert ", Staff: Corrected a treaty action" in page
    assert "it acceded on 4 September 2025" in text(browser, "/countries/VU")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"on": "2027-01-01"}, "This day is to come"),
        ({"on": "2007-01-01"}, "was not open for signature"),
        ({"source": ""}, "required"),
    ],
)
def test_a_correction_that_cannot_be_true_is_refused_beside_its_field(
    app: Flask, sign_in: SignIn, fields: dict[str, str], words: str
) -> None:
    number = action_of(app, "VU").id
    typed = {"country": "VU", "kind": "accession", "on": "2025-09-04", "source": "https://treaties.un.example/cn"}
    answer = sign_in("staff").post(f"/treaties/actions/{number}", data=typed | fields)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_an_act_that_was_none_is_taken_away_and_can_be_brought_back(app: Flask, sign_in: SignIn) -> None:
    browser, number = sign_in("coordinator"), action_of(app, "VU").id
    assert browser.post(f"/treaties/actions/{number}/take-away").status_code == 302
    assert "has neither signed nor acceded" in text(browser, "/countries/VU")
    with app.app_context():
        act = db.session.scalar(sa.select(sa.func.max(ChangeSet.id)))
    assert browser.post(f"/audit/{act}/undo").status_code == 302
    assert "Vanuatu is a State Party" in text(browser, "/countries/VU")
