"""The pages of letters, from the draft to a letter's record."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.extensions import db
from crm.jobs.worker import Worker
from crm.letters.models import Letter, LetterText, SenderProfile
from tests.support.statements import counted
from tests.support.storing import stored, writing

SignIn = Callable[..., FlaskClient]
PAGES = ("/letters/", "/letters/new", "/letters/templates/", "/letters/templates/1", "/letters/templates/1/en",
         "/letters/senders/", "/letters/senders/1", "/letters/batches/1", "/letters/batches/1/preview/1")  # fmt: skip


def work(app: Flask) -> None:
    """Let a worker do what is due."""

    def session() -> AbstractContextManager[Session]:
        return Session(db.engine)

    with app.app_context():
        Worker(session, app.extensions["tasks"]).run_due()


def test_a_batch_is_checked_made_looked_at_sent_and_kept(app: Flask, batch_id: int, sign_in: SignIn) -> None:
    browser, page = sign_in("staff"), f"/letters/batches/{batch_id}"
    check = browser.get(page).text
    assert "Make 2 letters" in check
    assert "<img src=x" not in check
    assert browser.post(f"{page}/make", data={"letters": "3"}).status_code == 422
    assert browser.post(f"{page}/make", data={"letters": "2"}).status_code == 302
    assert browser.get(f"{page}/progress").json["state"] == "making"
    work(app)
    made = browser.get(page).text
    assert "Send 2 letters" in made
    with browser.get(f"{page}/print.pdf") as bound:
        assert bound.data.startswith(b"%PDF")
    assert browser.get(f"{page}/labels.pdf").data.startswith(b"%PDF")
    (token,) = stored(app, sa.select(Letter.token).where(Letter.member_id == 1))
    assert browser.get(f"/letters/of/{token}/letter.pdf").status_code == 404
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, mail_server="127.0.0.1", mail_live=False)
    refused = browser.post(f"{page}/send")
    assert refused.status_code == 422
    assert "Mail may not leave yet" in refused.text
    app.config["SETTINGS"] = settings
    assert browser.post(f"{page}/send").status_code == 302
    work(app)
    assert "Sent" in browser.get(page).text
    (number,) = stored(app, sa.select(Letter.id).where(Letter.member_id == 1))
    record = browser.get(f"/letters/{number}").text
    assert "{{ 7*7 }}" in record
    assert "<img src=x" not in record
    answer = app.test_client().get(f"/letters/of/{token}/letter.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    person = browser.get("/members/1").text
    assert f'<a href="/letters/{number}">Invitation to the network (PF-' in person
    assert person.count("Invitation to the network (PF-") == 1


def test_where_nobody_signs_the_check_leads_to_where_a_sender_is_added(
    app: Flask, batch_id: int, sign_in: SignIn
) -> None:
    browser, page = sign_in("staff"), f"/letters/batches/{batch_id}"
    way = '<a href="/letters/senders/new">Add a sender</a>'
    assert way not in browser.get(page).text
    with writing(app) as session:
        session.execute(sa.delete(SenderProfile))
    check = browser.get(page).text
    assert "No sender signs for this country" in check
    assert way in check


def test_a_letter_can_be_had_as_docx_with_its_links_and_data_as_it_is(
    app: Flask, batch_id: int, sign_in: SignIn
) -> None:
    browser = sign_in("staff")
    browser.post(f"/letters/batches/{batch_id}/make")
    work(app)
    (number,) = stored(app, sa.select(Letter.id).where(Letter.member_id == 1))
    with zipfile.ZipFile(io.BytesIO(browser.get(f"/letters/{number}/letter.docx").data)) as file:
        words = file.read("word/document.xml").decode()
        links = file.read("word/_rels/document.xml.rels").decode()
    assert "{{ 7*7 }}" in words
    assert "&lt;img src=x" in words
    assert "kind=written_question&amp;step=ratify" in links


@pytest.mark.usefixtures("batch_id")
def test_a_text_is_shown_before_it_is_kept_and_every_version_stays(app: Flask, sign_in: SignIn) -> None:
    browser, page = sign_in("staff"), "/letters/templates/1/en"
    words = {"subject": "For {{ country_name }}", "body": "{{ greeting }}\n\nRatify, **please**.", "person": "#2"}
    shown = browser.post(page, data={**words, "do": "preview"}).text
    assert "For Burkina Faso" in shown
    assert "<strong>please</strong>" in shown
    assert len(stored(app, sa.select(LetterText).where(LetterText.template_id == 1, LetterText.language == "en"))) == 1
    assert browser.post(page, data={**words, "do": "save"}).status_code == 302
    assert browser.get(f"{page}?version=1").text.count("what your parliament can do") >= 1
    wrong = browser.post(page, data={**words, "body": "{{ nmae }}", "do": "save"})
    assert wrong.status_code == 422
    assert "Line 1: there is no field “nmae”" in wrong.text
    assert "{{ nmae }}" in wrong.text
    live = browser.post(f"{page}/preview", data={**words, "body": "{{ 7 * 7 }}"}).text
    assert "can&#39;t be read" in live


@pytest.mark.usefixtures("batch_id")
def test_a_sender_takes_a_picture_only_if_it_is_one(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    told = {"name": "Kenya campaign", "organisation": "Campaign", "signatory": "Asha", "countries": "KE"}
    fake = {**told, "picture": (io.BytesIO(b"<svg onload=alert(1)>"), "mark.png")}
    answer = browser.post("/letters/senders/new", data=fake, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "PNG or JPEG" in answer.text
    assert browser.post("/letters/senders/new", data=told).status_code == 302
    assert stored(app, sa.select(SenderProfile.countries).where(SenderProfile.name == "Kenya campaign")) == [["KE"]]


@pytest.mark.usefixtures("batch_id")
@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_the_database_a_constant_number_of_times(app: Flask, sign_in: SignIn, address: str) -> None:
    browser = sign_in("staff")
    with app.app_context():
        engine = db.engine
    browser.get(address)
    with counted(engine) as sent:
        assert browser.get(address).status_code == 200
    assert len(sent) <= 20, sent
