"""A country on one sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from crm.actions.models import ActionKind, Outcome, OutcomeKind, ParliamentaryAction, Visibility
from crm.countries.models import Country
from crm.extensions import db
from crm.members.models import Interaction, Stage
from crm.milestones.kinds import MilestoneKind, MilestoneState
from crm.milestones.models import Milestone
from crm.partial_date import PartialDate
from crm.treaties.models import Position
from tests.support.scene import person
from tests.support.statements import counted
from tests.support.storing import writing

SignIn = Callable[..., FlaskClient]
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def network(app: Flask) -> None:
    """A friend in Kenya who asked a question and got an answer, and a call with her."""
    with writing(app) as session:
        friend = person(session, f"Ada {HOSTILE}", "KE", Stage.FRIEND)
        action = ParliamentaryAction(
            kind=ActionKind.QUESTION,
            title="When will Kenya ratify?",
            on=PartialDate("2026-02"),
            country_iso2="KE",
            visibility=Visibility.NETWORK,
            logged_at=AT,
        )
        session.add(action)
        session.flush()
        answered = Outcome(
            action_id=action.id, kind=OutcomeKind.ANSWER, on=PartialDate("2026-03"), text="Next year.", noted_at=AT
        )
        session.add(answered)
        session.add(Interaction(member_id=friend.id, on=date(2026, 2, 20), text="She will ask.", noted_at=AT))


def text_of(answer: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer)).pages).split())


@pytest.mark.usefixtures("network")
def test_the_sheet_says_where_the_country_stands_who_is_ours_and_what_was_answered(sign_in: SignIn) -> None:
    page = sign_in("staff").get("/countries/KE/brief").text
    for words in (
        "Kenya signed on 3 December 2008 and has not ratified.",
        "complete ratification",
        "Ada &#34;&gt;&lt;img",
        "When will Kenya ratify?",
        "March 2026: Next year.",
        "She will ask.",
        "Uganda: Signatory",
        "National Assembly",
        "Facts known until 8 September 2025.",
    ):
        assert words in page, words


@pytest.mark.usefixtures("network")
def test_the_pdf_is_one_tagged_a4_sheet_with_the_same_words(sign_in: SignIn) -> None:
    answer = sign_in("coordinator").get("/countries/KE/brief.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    read = PdfReader(io.BytesIO(answer.data))
    assert len(read.pages) == 1
    assert [round(float(side)) for side in read.pages[0].mediabox[2:]] == [595, 842]
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF's own true
    said = text_of(answer.data)
    for words in ("Kenya signed on 3 December 2008", "Next year.", 'Ada "><img src=x onerror=alert(1)>'):
        assert words in said, words


@pytest.mark.usefixtures("network")
def test_much_that_hangs_on_a_country_still_fits_on_one_sheet(app: Flask, sign_in: SignIn) -> None:
    words = "The committee's report & its <annexes> are late again. " * 12
    with writing(app) as session:
        country = session.get_one(Country, "KE")
        country.notes = words * 20
        friend = person(session, "Bea Long", "KE", Stage.FRIEND)
        for number in range(12):
            person(session, f"Friend {number} of the Assembly of the Two Rivers", "KE", Stage.FRIEND)
            action = ParliamentaryAction(
                kind=ActionKind.QUESTION,
                title=words[:300],
                on=PartialDate(f"2025-{number + 1:02}"),
                country_iso2="KE",
                visibility=Visibility.NETWORK,
                logged_at=AT,
            )
            session.add(action)
            session.flush()
            session.add(Outcome(action_id=action.id, kind=OutcomeKind.ANSWER, text=words, noted_at=AT))
            session.add(Interaction(member_id=friend.id, on=date(2026, 1, number + 1), text=words, noted_at=AT))
            step = Milestone(
                treaty_key="ccm",
                iso2="KE",
                kind=MilestoneKind.COMMITTEE,
                state=MilestoneState.UNDER_WAY,
                on=PartialDate(f"2025-{number + 1:02}"),
                source=words,
                blocker=words,
                entered_at=AT,
                moved_at=AT,
            )
            session.add(step)
    answer = sign_in("staff").get("/countries/KE/brief.pdf").data
    assert len(PdfReader(io.BytesIO(answer)).pages) == 1
    said = text_of(answer)
    assert "Shortened to fit on one sheet" in said
    assert "report & its <annexes>" in said
    assert "&amp;" not in said


def test_an_old_position_does_not_enter_a_brief_and_a_confirmed_one_does(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    assert "Nothing that is recent or confirmed is known" in browser.get("/countries/BR/brief").text
    with writing(app) as session:
        held = session.scalars(sa.select(Position).where(Position.iso2 == "BR")).first()
        assert held
        held.confirmed_on, held.confirmed_source = datetime.now(UTC).date(), "https://source.example"
    assert "confirmed on" in browser.get("/countries/BR/brief").text


def test_notes_and_the_partner_stand_in_the_brief_and_can_be_undone(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    typed = {"partner": "Peace Office", "notes": "Meet the clerk first."}
    page = browser.post("/countries/KE/notes", data=typed, follow_redirects=True).text
    assert "Partner organisation: Peace Office" in page
    assert "Meet the clerk first." in page
    assert "Meet the clerk first." not in sign_in("member").get("/countries/KE").text


def test_it_is_for_the_coordinator_and_staff_only(sign_in: SignIn, client: FlaskClient) -> None:
    assert sign_in("member").get("/countries/KE/brief").status_code == 403
    assert sign_in("member").get("/countries/KE/brief.pdf").status_code == 403
    assert client.get("/countries/KE/brief.pdf").status_code == 302
    assert sign_in("staff").get("/countries/XX/brief").status_code == 404


@pytest.mark.usefixtures("network")
def test_it_asks_the_database_as_often_whatever_there_is(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    with app.app_context():
        engine = db.engine

    def cost() -> int:
        with counted(engine) as statements:
            assert browser.get("/countries/KE/brief").status_code == 200
        return len(statements)

    cost()
    before = cost()
    with writing(app) as session:
        for number in range(30):
            person(session, f"Friend {number}", "KE", Stage.FRIEND)
    assert cost() == before <= 16
