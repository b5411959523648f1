"""The report's page, its lists and its file, and who may open them."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.extensions import db
from crm.treaties.services import load_facts
from tests.support.friends import make_friends
from tests.support.pages import read_page
from tests.support.statements import counted
from tests.support.storing import writing

MOST_STATEMENTS = 12

ADDRESSES = (
    "/reports/",
    "/reports/?print=1",
    "/reports/friends/gained",
    "/reports/countries",
    "/reports/outcomes/answer",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_those_who_run_the_network_see_it(address: str, role: str, sign_in: Callable[..., FlaskClient]) -> None:
    answer = sign_in(role).get(address)
    assert answer.status_code == 200
    assert len(read_page(answer.get_data(as_text=True)).headings) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_member_does_not(address: str, sign_in: Callable[..., FlaskClient]) -> None:
    assert sign_in("member").get(address).status_code == 403


def test_the_file_has_a_row_for_each_number(sign_in: Callable[..., FlaskClient]) -> None:
    answer = sign_in("staff").get("/reports/?format=csv&from=2025-01-01&to=2025-12-31", buffered=True)
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Part", "What", "Number"]
    assert ["Friends", "Gained", "0"] in [row[:3] for row in rows]


BAD_PERIODS = (
    ("from=never", "from", "never", "read as a date"),
    ("from=2026-12-01&to=2026-01-01", "to", "2026-12-01", "The period ends before it begins."),
    ("from=2099-01-01", "to", "2099-01-01", "The period ends before it begins."),
    ("to=9999-12-31", "to", "9999-12-31", "between 1900 and 2100"),
    ("from=2026&to=2026-01-05", "from", "2026-01-05", "Say the day too"),
)


@pytest.mark.parametrize("address", ["/reports/", "/reports/friends/gained", "/reports/outcomes/answer"])
@pytest.mark.parametrize(("query", "beside", "typed", "words"), BAD_PERIODS)
def test_what_is_no_period_is_said_beside_the_field_and_kept(
    address: str, query: str, beside: str, typed: str, words: str, sign_in: Callable[..., FlaskClient]
) -> None:
    answer = sign_in("staff").get(f"{address}?{query}")
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert f'value="{typed}"' in page
    assert re.search(rf'id="{beside}-error">[^<]*{re.escape(words)}', page)
    assert page.count('-error">') == 1


def test_a_file_of_no_period_says_so_on_a_page(sign_in: Callable[..., FlaskClient]) -> None:
    answer = sign_in("staff").get("/reports/?format=csv&from=never")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")


def test_on_paper_the_report_says_whose_it_is(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    with writing(app) as session:
        session.add(Organisation(name="The Coalition"))
    page = sign_in("staff").get("/reports/?print=1").text
    assert "The Coalition" in page.partition("<main")[2]


def test_an_unknown_outcome_is_not_found(sign_in: Callable[..., FlaskClient]) -> None:
    assert sign_in("staff").get("/reports/outcomes/miracle").status_code == 404


def test_it_asks_the_database_a_constant_number_of_times(
    app: Flask, app_session: Session, sign_in: Callable[..., FlaskClient], now: datetime
) -> None:
    load_facts(app_session, now)
    make_friends(app_session)
    browser = sign_in("staff")
    with app.app_context():
        engine = db.engine
    for since in ("2026-01-01", "2008-01-01"):
        with counted(engine) as sent:
            answer = browser.get(f"/reports/?from={since}")
        assert answer.status_code == 200
        assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def test_each_number_of_actions_leads_to_a_list_of_that_length(
    app_session: Session, sign_in: Callable[..., FlaskClient], now: datetime
) -> None:
    load_facts(app_session, now)
    make_friends(app_session)
    browser = sign_in("staff")
    page = browser.get("/reports/?from=2020-01-01").get_data(as_text=True)
    numbers = re.findall(r'<a href="(/actions/\?friends=1[^"]*)">(\d+)</a>', page)
    assert len(numbers) >= 6
    for address, number in numbers:
        listed = browser.get(html.unescape(address)).get_data(as_text=True)
        found = set(re.findall(r'href="/actions/(\d+)"', listed))
        assert len(found) == int(number), address
