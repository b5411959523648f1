"""The pages of what came back: the box, one message as text, an address with its evidence, a domain that failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.digests.models import Digest
from crm.extensions import db
from crm.followups.models import FollowUp, FollowUpState
from crm.intake.models import Incoming
from crm.intake.services import receive
from crm.mail.models import Address, AddressState, DomainFailure, DomainState, Message, MessageState
from crm.members.models import EmailAddress, Interaction, Member
from tests.support.bounces import letter, status_report
from tests.support.delivered import AT, delivered_to
from tests.support.statements import counted
from tests.web.intake.conftest import Fill

MARKUP = '<img src=x onerror="fetch(1)">'


def bounce(session: Session) -> None:
    went = delivered_to(session)
    receive(session, AT, status_report(went.returned, diagnostic=f"smtp; 550 5.1.1 User unknown {MARKUP}"), "test")


def reply(session: Session) -> None:
    delivered_to(session)
    receive(session, AT, letter(f'"{MARKUP}" <amina@parliament.example>', f"I asked. {MARKUP}", MARKUP), "test")


def domain(session: Session) -> None:
    for number in range(6):
        went = delivered_to(session, f"m{number}@old.example")
        receive(session, AT, status_report(went.returned, outer=f"r{number}@mx.example"), "test")


@pytest.fixture
def staff(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in("staff")


def one(app: Flask, model: type) -> object:
    with app.app_context():
        return db.session.scalars(sa.select(model)).one()


def test_an_empty_box_says_what_to_do(staff: FlaskClient) -> None:
    page = staff.get("/mail/intake/").text
    assert "Nothing came back yet." in page
    assert 'type="file"' in page


def test_a_mail_brought_in_by_its_file_acts_and_is_shown(app: Flask, staff: FlaskClient, fill: Fill) -> None:
    raws: list[bytes] = []
    fill(lambda session: raws.append(status_report(delivered_to(session).returned)))
    files = {"files": (BytesIO(raws[0]), "bounce.eml")}
    page = staff.post("/mail/intake/", data=files, follow_redirects=True).text
    assert "1 mail is taken in." in page
    assert "by our Message-ID in it" in page
    with app.app_context():
        assert db.session.scalars(sa.select(Address.state)).one() is AddressState.HELD
    files = {"files": (BytesIO(raws[0]), "bounce.eml")}
    assert "changes nothing" in staff.post("/mail/intake/", data=files, follow_redirects=True).text


def test_no_file_or_an_empty_one_is_said_beside_the_field(app: Flask, staff: FlaskClient) -> None:
    answer = staff.post("/mail/intake/", data={})
    assert (answer.status_code, "Choose a file." in answer.text) == (422, True)
    two = {"files": [(BytesIO(letter("a@b.example", "x")), "one.eml"), (BytesIO(b""), "empty.eml")]}
    answer = staff.post("/mail/intake/", data=two)
    assert answer.status_code == 422
    assert "empty.eml holds no message." in answer.text
    with app.app_context():
        assert db.session.scalars(sa.select(Incoming)).all() == []


def test_the_list_is_narrowed_by_kind_domain_and_whether_it_waits(staff: FlaskClient, fill: Fill) -> None:
    fill(reply)
    fill(lambda session: receive(session, AT, letter("s@strange.example", "Buy", "Offer", outer="2@s"), "test"))
    assert "Offer" in staff.get("/mail/intake/?kind=unrecognised").text
    assert "Offer" not in staff.get("/mail/intake/?kind=reply").text
    assert "Offer" not in staff.get("/mail/intake/?domain=parliament.example").text
    assert "Nothing fits." in staff.get("/mail/intake/?kind=receipt").text
    assert staff.get("/mail/intake/?kind=nonsense").status_code == 200
    waiting = staff.get("/mail/intake/?waiting=y").text
    assert "Reply: 1" in waiting
    assert "Unrecognised: 1" in waiting


def test_what_came_is_shown_as_text_and_its_markup_never_runs(staff: FlaskClient, fill: Fill) -> None:
    fill(reply)
    fill(bounce_of_another)
    for page in ("/mail/intake/", "/mail/intake/1", "/mail/intake/2", "/mail/addresses/2"):
        text = staff.get(page).text
        assert MARKUP not in text, page
        assert "&lt;img src=x" in text, page


def bounce_of_another(session: Session) -> None:
    went = delivered_to(session, "bela@parliament.example")
    raw = status_report(went.returned, diagnostic=f"smtp; 550 5.1.1 User unknown {MARKUP}")
    receive(session, AT, raw.replace(b"Undelivered Mail", MARKUP.encode()), "test")


def test_a_mail_can_be_had_as_it_came_and_no_browser_shows_it(staff: FlaskClient, fill: Fill) -> None:
    fill(reply)
    with staff.get("/mail/intake/1/file") as answer:
        assert answer.data.startswith(b"From: ")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_held_address_is_released_in_one_click_and_that_can_be_undone(
    app: Flask, staff: FlaskClient, fill: Fill
) -> None:
    fill(bounce)
    page = staff.get("/mail/addresses/1").text
    assert "On hold" in page
    assert "User unknown" in page
    page = staff.post("/mail/addresses/1/release", follow_redirects=True).text
    assert "Mail goes there again." in page
    assert "Undo" in page
    with app.app_context():
        assert db.session.get_one(Address, 1).state is AddressState.OK
        assert db.session.scalars(sa.select(FollowUp.state)).all() == [FollowUpState.DONE]
    staff.post("/mail/addresses/1/hold")
    with app.app_context():
        assert db.session.get_one(Address, 1).state is AddressState.HELD


def test_today_leads_to_the_address_the_answer_and_the_domain(sign_in: Callable[..., FlaskClient], fill: Fill) -> None:
    fill(bounce)
    fill(domain)
    fill(lambda session: receive(session, AT, letter("m1@old.example", "I am here.", outer="9@old"), "test"))
    page = sign_in("coordinator").get("/follow-ups/?due=").text
    assert 'href="/mail/addresses/1"' in page
    assert 'href="/mail/domains/1"' in page
    assert 'href="/mail/intake/8"' in page


def test_an_answer_is_filed_in_two_clicks_as_a_note(app: Flask, staff: FlaskClient, fill: Fill) -> None:
    fill(reply)
    page = staff.get("/mail/intake/1").text
    assert "(#1)" in page
    answer = staff.post("/mail/intake/1/note", data={"person": "#1"}, follow_redirects=True)
    assert "The mail is a note on this person now." in answer.text
    note = one(app, Interaction)
    assert isinstance(note, Interaction)
    assert "I asked." in note.text


def test_an_answer_becomes_a_draft_action(staff: FlaskClient, fill: Fill) -> None:
    fill(reply)
    answer = staff.post("/mail/intake/1/action", data={"person": "#1"}, follow_redirects=True)
    assert "The mail is a draft action now." in answer.text
    again = staff.post("/mail/intake/1/action", data={"person": "#1"})
    assert (again.status_code, "filed this mail already" in again.text) == (422, True)


def test_a_strangers_mail_needs_somebody_we_know_or_is_dropped(app: Flask, staff: FlaskClient, fill: Fill) -> None:
    fill(lambda session: receive(session, AT, letter("s@strange.example", "Hello"), "test"))
    for typed, said in (("", "Say of whom it is"), ("Nobody Known", "Nobody of this name")):
        answer = staff.post("/mail/intake/1/note", data={"person": typed})
        assert (answer.status_code, said in answer.text) == (422, True)
    assert "The mail is dropped." in staff.post("/mail/intake/1/drop", follow_redirects=True).text
    with app.app_context():
        assert db.session.scalars(sa.select(Member)).all() == []
        assert db.session.scalars(sa.select(FollowUp.state)).all() == [FollowUpState.DONE]


def test_a_failing_domain_is_held_as_one(app: Flask, staff: FlaskClient, fill: Fill) -> None:
    fill(domain)
    page = staff.get("/mail/domains/1").text
    assert "6 addresses failed within two days" in page
    assert "m3@old.example" in page
    assert "6 addresses are held." in staff.post("/mail/domains/1/hold", follow_redirects=True).text
    assert "Somebody has decided" in staff.post("/mail/domains/1/hold", follow_redirects=True).text
    with app.app_context():
        assert set(db.session.scalars(sa.select(Address.state))) == {AddressState.HELD}


def test_what_came_back_from_a_domain_goes_again_later(app: Flask, staff: FlaskClient, fill: Fill) -> None:
    fill(domain)
    answer = staff.post("/mail/domains/1/wait", data={"until": "2001-01-01"})
    assert (answer.status_code, "Choose today or a later day." in answer.text) == (422, True)
    answer = staff.post("/mail/domains/1/wait", data={"until": "2099-01-05"}, follow_redirects=True)
    assert "6 mails go again that morning." in answer.text
    with app.app_context():
        assert set(db.session.scalars(sa.select(Message.state))) == {MessageState.WAITING}


def test_the_domain_changes_for_all_after_a_look(app: Flask, staff: FlaskClient, fill: Fill) -> None:
    fill(domain)
    answer = staff.get("/mail/domains/1/change?domain=not+a+domain")
    assert (answer.status_code, "Write a domain such as" in answer.text) == (422, True)
    page = staff.get("/mail/domains/1/change?domain=@New.example&send_again=y").text
    assert "m3@new.example" in page
    assert "Change 6 addresses" in page
    with app.app_context():
        assert db.session.scalars(sa.select(DomainFailure.state)).one() is DomainState.OPEN
    answer = staff.post("/mail/domains/1/change", data={"domain": "new.example"}, follow_redirects=True)
    assert "6 addresses moved." in answer.text
    with app.app_context():
        linked = sa.select(Address.email).join(EmailAddress, EmailAddress.address_id == Address.id)
        assert all(email.endswith("@new.example") for email in db.session.scalars(linked))


def test_staff_see_nothing_of_shielded_people_they_do_not_look_after(
    app: Flask, sign_in: Callable[..., FlaskClient], fill: Fill
) -> None:
    fill(reply)
    fill(lambda session: session.execute(sa.update(Member).values(shielded=True)))
    staff, coordinator = sign_in("staff"), sign_in("coordinator")
    assert "amina@" not in staff.get("/mail/intake/").text
    for page in ("/mail/intake/1", "/mail/intake/1/file", "/mail/addresses/1"):
        assert staff.get(page).status_code == 404, page
        assert coordinator.get(page).status_code == 200, page
    assert staff.post("/mail/intake/1/drop").status_code == 404
    with app.app_context():
        assert db.session.scalars(sa.select(Incoming.settled_at)).one() is None


def test_the_report_of_a_digest_tells_what_came_back_by_domain(staff: FlaskClient, fill: Fill) -> None:
    def issue(session: Session) -> None:
        digest = Digest(
            title="D",
            window_starts_at=AT - timedelta(days=30),
            window_ends_at=AT,
            public_token="t" * 32,
            created_at=AT,
            starts_at=AT,
            sent_at=AT,
        )
        session.add(digest)
        session.flush()
        went = delivered_to(session, issue=digest.id)
        receive(session, AT, status_report(went.returned), "test")

    fill(issue)
    page = staff.get("/digests/1/report").text
    assert "Failed or came back, by domain:" in page
    assert 'href="/mail/intake/?domain=parliament.example"' in page


def test_members_see_nothing_of_it(sign_in: Callable[..., FlaskClient], fill: Fill) -> None:
    fill(reply)
    member = sign_in("member")
    for page in ("/mail/intake/", "/mail/intake/1", "/mail/addresses/1", "/mail/domains/1"):
        assert member.get(page).status_code == 403


@pytest.mark.parametrize("page", ["/mail/intake/", "/mail/domains/1", "/mail/intake/1"])
def test_the_pages_ask_the_same_number_of_statements_whatever_there_is(
    app: Flask, staff: FlaskClient, fill: Fill, page: str
) -> None:
    fill(domain)
    with app.app_context():
        engine = db.engine
    with counted(engine) as few:
        assert staff.get(page).status_code == 200
    fill(more)
    with counted(engine) as many:
        assert staff.get(page).status_code == 200
    assert len(many) == len(few) <= 12


def more(session: Session) -> None:
    for number in range(20):
        went = delivered_to(session, f"x{number}@old.example")
        receive(session, AT, status_report(went.returned, outer=f"x{number}@mx.example"), "test")
        receive(session, AT, letter(f"x{number}@old.example", "Yes", outer=f"y{number}@mx.example"), "test")
