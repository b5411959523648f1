"""Duties in the browser: recorded with a source, shown with it, asked about where they are not known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.duties.models import DutyFact
from crm.extensions import db
from tests.support.statements import counted
from tests.support.storing import stored

SignIn = Callable[..., FlaskClient]
FACT = {"duty": "destroy_stockpiles", "kind": "applies", "on": "2012-01-01", "source": "https://source.example/a"}


@pytest.fixture(autouse=True)
def in_june() -> object:
    """A day after the yearly reports are due."""
    with time_machine.travel("2026-06-01T09:00:00Z", tick=False) as traveller:
        yield traveller


def record(browser: FlaskClient, iso2: str = "ZM", **fields: str) -> None:
    answer = browser.post(f"/duties/{iso2}/new", data=FACT | fields)
    assert answer.status_code == 302, answer.text


def test_with_the_shipped_facts_nobody_is_overdue_or_without_law(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    for duty in ("destroy_stockpiles", "clear_areas", "initial_report", "yearly_report", "implementing_law"):
        page = browser.get(f"/duties/?duty={duty}").text
        assert "111 States Parties" in page or "112 States Parties" in page
        assert "Overdue" not in page
    states = browser.get("/treaties/ccm/status.json").get_json()["states"]
    assert not any(state["next_step"] in {"meet_duty", "implement"} for state in states)


def test_a_country_page_asks_about_what_is_not_known(sign_in: SignIn) -> None:
    page = sign_in("member").get("/countries/ZM").text
    assert "Has the Government submitted the transparency report of 30 April 2026?" in page
    assert "Duties as a State Party" not in sign_in("member").get("/countries/KE").text


def test_two_facts_make_a_duty_overdue_and_the_step_follows(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    record(browser)
    assert "Applies, due 1 August 2018." in browser.get("/countries/ZM").text
    record(browser, kind="not_done", on="2025-03-01", source="https://source.example/b")
    page = browser.get("/countries/ZM").text
    assert "Overdue since 1 August 2018: not done by 1 March 2025." in page
    assert "https://source.example/b" in page
    assert "What to ask: meet a duty" in page
    assert "the destruction of its stocks, which is overdue (Article 3)?" in page
    assert "clearance (Article 4), reports" not in page


def test_a_missing_law_by_a_source_changes_the_ask(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    record(browser, duty="implementing_law", kind="no_law", on="2025-03-01")
    assert "What to ask: pass the law" in browser.get("/countries/ZM").text


def test_a_fact_is_taken_away_again(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    record(browser)
    [number] = stored(app, sa.select(DutyFact.id))
    assert browser.post(f"/duties/facts/{number}/take-away").status_code == 302
    assert stored(app, sa.select(DutyFact.id)) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "no_law"}, "Of this duty it can be said:"),
        ({"kind": "extended"}, "Say to which day it was extended."),
        ({"duty": "yearly_report", "kind": "done"}, "Say of which year the report is due."),
        ({"on": "2027-01-01"}, "This day is to come."),
        ({"source": ""}, "Name the source."),
    ],
)
def test_what_does_not_hold_together_is_said_beside_the_field(
    sign_in: SignIn, fields: dict[str, str], words: str
) -> None:
    answer = sign_in("staff").post("/duties/ZM/new", data=FACT | fields)
    assert answer.status_code == 422
    assert words in answer.text


def test_the_worklist_is_a_file_too_and_costs_the_same_whatever_is_known(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    with app.app_context():
        engine = db.engine

    def cost() -> int:
        with counted(engine) as statements:
            assert browser.get("/duties/?state=not_known").status_code == 200
        return len(statements)

    before = cost()
    for iso2 in ("ZM", "NO", "FR", "MW"):
        record(browser, iso2)
    assert cost() == before <= 6
    lines = browser.get("/duties/?duty=destroy_stockpiles&format=csv").text.splitlines()
    assert any(line.startswith("ZM,Zambia") and "https://source.example/a" in line for line in lines)


def test_members_do_not_keep_duties(sign_in: SignIn) -> None:
    assert sign_in("member").get("/duties/").status_code == 403
