"""The three front pages say first what DESIGN's table asks, with a constant number of statements."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.extensions import db
from crm.members.models import Member
from tests.support.pages import read_page
from tests.support.statements import counted

MOST_STATEMENTS = 10


@pytest.mark.usefixtures("friends")
def test_the_coordinator_sees_what_is_due_first(sign_in: Callable[..., FlaskClient]) -> None:
    page = sign_in("coordinator").get("/").get_data(as_text=True)
    assert "1 due today, 1 overdue" in page
    assert page.index("Answer about the hearing") < page.index("Send the briefing")
    assert "Wanjiru Oakmarsh" in page
    assert "Lithuania" in page or "moved" in page
    friendless = page[page.index("Not yet party, and no friend there") :]
    assert "Uganda" in friendless
    assert "Kenya" not in friendless


@pytest.mark.usefixtures("friends")
def test_staff_see_the_digest_and_how_old_the_facts_are(sign_in: Callable[..., FlaskClient]) -> None:
    page = sign_in("staff").get("/").get_data(as_text=True)
    assert "No digest is under way" in page
    assert "treaty facts known until 8 September 2025" in page


def test_a_parliamentarian_sees_status_ask_and_colleagues(
    friends: dict[str, int], sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in("member", member_id=friends["Wanjiru Oakmarsh"])
    page = browser.get("/").get_data(as_text=True)
    assert read_page(page).headings == ["Kenya signed in 2008, has not ratified."]
    assert page.index("Kofi Riverbend") < page.index("Ilse Larkmeadow")
    assert "I did something" in page
    assert "<b>" not in page
    address = next(link for link in read_page(page).links if "/adapt?" in link)
    assert parse_qs(urlsplit(address).query) == {"country": ["KE"], "language": ["en"]}
    assert "towards ratification since signature" in browser.get(address).get_data(as_text=True)


def test_a_shielded_colleague_is_not_named(
    friends: dict[str, int], sign_in: Callable[..., FlaskClient], app_session: Session
) -> None:
    member = app_session.get_one(Member, friends["Kofi Riverbend"])
    member.shielded = True
    app_session.commit()
    page = sign_in("member", member_id=friends["Wanjiru Oakmarsh"]).get("/").get_data(as_text=True)
    assert "Kofi Riverbend" not in page


@pytest.mark.usefixtures("friends")
def test_a_visitor_sees_numbers_of_the_treaty_and_of_nobody(
    sign_in: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    sign_in("coordinator")
    page = client.get("/").get_data(as_text=True)
    assert ">112<" in page
    assert "Oakmarsh" not in page


@pytest.mark.parametrize("role", ["coordinator", "staff", "member"])
def test_front_pages_ask_the_database_a_constant_number_of_times(
    role: str, friends: dict[str, int], sign_in: Callable[..., FlaskClient], app: Flask
) -> None:
    browser = sign_in(role, member_id=friends["Wanjiru Oakmarsh"] if role == "member" else None)
    browser.get("/")
    with app.app_context():
        engine = db.engine
    with counted(engine) as sent:
        assert browser.get("/").status_code == 200
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)
