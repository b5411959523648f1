"""Joining: the public form, the mailed link, and the answer of a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import User
from crm.accounts.rights import OPERATOR, Role
from crm.audit.models import Change
from crm.extensions import db
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.joining.models import JoinRequest, JoinState
from crm.joining.services import forget_unconfirmed
from crm.mail.models import Address, AddressState, Message
from crm.mail.services.addresses import ensure_address
from crm.members.models import Member, Stage, Subscription
from crm.members.services.erasing import erase
from crm.members.services.linking import add_address
from tests.support.accounts import mails
from tests.support.scene import person
from tests.support.statements import counted
from tests.support.storing import stored, writing

SignIn = Callable[..., FlaskClient]
FORM = {
    "name": "Ada Example",
    "country": "KE",
    "parliament": "Senate",
    "email": "Ada@Parliament.example",
    "language": "en",
    "why": "My country signed and has not ratified.",
    "agreed": "y",
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    """A time that goes on only when a test says so."""
    with time_machine.travel("2026-06-01T09:00:00Z", tick=False) as traveller:
        yield traveller


def opened(browser: FlaskClient, clock: Any) -> dict[str, str]:
    """Open the form and read it; gives its hidden field."""
    page = browser.get("/join").text
    clock.shift(10)
    found = re.search(r'name="opened"[^>]*value="([^"]+)"', page)
    assert found is not None
    return {"opened": found[1]}


def ask(browser: FlaskClient, clock: Any, **fields: str) -> Any:
    return browser.post("/join", data=FORM | opened(browser, clock) | fields)


def link(app: Flask) -> str:
    """The path of the link in a mail."""
    found = re.search(r"/join/confirm/[\w-]+", mails(app)[-1].text)
    assert found is not None
    return found[0]


def waiting(app: Flask, client: FlaskClient, clock: Any, **fields: str) -> int:
    """Ask to join and confirm; gives the request's number."""
    assert ask(client, clock, **fields).status_code == 302
    assert client.post(link(app)).status_code == 200
    [*_others, request] = stored(app, sa.select(JoinRequest).order_by(JoinRequest.id))
    return int(request.id)


def test_whoever_asks_confirms_the_address_by_a_button_and_then_waits_on_the_today_list(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    assert ask(client, clock).location == "/join/asked"
    [request] = stored(app, sa.select(JoinRequest))
    assert (request.state, request.email) == (JoinState.UNCONFIRMED, "ada@parliament.example")
    path = link(app)
    for method in (client.head, client.get, client.get):
        assert method(path).status_code == 200
    assert stored(app, sa.select(JoinRequest.state)) == [JoinState.UNCONFIRMED]
    assert "Your address is confirmed." in client.post(path).text
    assert "Your address is confirmed." in client.post(path).text
    [follow_up] = stored(app, sa.select(FollowUp))
    assert (follow_up.kind, follow_up.text) == (FollowUpKind.JOIN, "Ada Example wants to join (Senate)")
    today = sign_in("coordinator").get("/follow-ups/").text
    assert f'href="/joining/{request.id}"' in today


def test_the_answer_is_the_same_whether_the_address_is_known(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    sign_in("member")
    [known] = stored(app, sa.select(User.email).where(User.role == Role.MEMBER))
    first = ask(client, clock, email=known)
    second = ask(client, clock, email="nobody@parliament.example")
    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_a_faulty_form_keeps_all_that_was_typed_and_says_what_is_wrong(client: FlaskClient, clock: Any) -> None:
    answer = ask(client, clock, email="ada at parliament", agreed="", why="Because <b>I</b> care")
    assert answer.status_code == 422
    assert "This is not an address" in answer.text
    assert "Tick this, or we may not write to you." in answer.text
    assert "Because &lt;b&gt;I&lt;/b&gt; care" in answer.text
    assert 'value="Ada Example"' in answer.text


def test_machines_are_kept_out_and_a_quick_person_just_presses_again(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    assert ask(client, clock, website="https://spam.example").location == "/join/asked"
    page = client.get("/join").text
    quick = re.search(r'name="opened"[^>]*value="([^"]+)"', page)
    assert quick is not None
    refused = client.post("/join", data=FORM | {"opened": quick[1]})
    assert refused.status_code == 422
    assert "Please press the button again." in refused.text
    assert stored(app, sa.select(JoinRequest)) == []
    again = re.search(r'name="opened"[^>]*value="([^"]+)"', refused.text)
    assert again is not None
    clock.shift(5)
    assert client.post("/join", data=FORM | {"opened": again[1]}).status_code == 302


def test_an_address_gets_three_mails_an_hour_at_most(app: Flask, client: FlaskClient, clock: Any) -> None:
    for _time in range(5):
        assert ask(client, clock).status_code == 302
    assert len(stored(app, sa.select(Message).where(Message.kind == "join_confirm"))) == 3


def test_an_accepted_friend_is_subscribed_as_they_agreed_and_signs_in_by_the_welcome(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    request_id = waiting(app, client, clock)
    staff = sign_in("staff")
    answer = staff.post(f"/joining/{request_id}/accept", data={"person": ""})
    assert answer.status_code == 302, answer.text
    [member] = stored(app, sa.select(Member).where(Member.name == "Ada Example"))
    assert (member.stage, member.country_iso2) == (Stage.FRIEND, "KE")
    [consent] = stored(app, sa.select(Subscription).where(Subscription.member_id == member.id))
    assert "I want to be a parliamentary friend" in consent.wording
    assert (consent.basis, consent.source) == ("asked to join", f"joining:{request_id}")
    assert stored(app, sa.select(FollowUp.state)) == [FollowUpState.DONE]
    welcome = mails(app)[-1]
    assert welcome.subject == "Welcome to the parliamentary friends"
    found = re.search(r"/invitation/[\w-]+", welcome.text)
    assert found is not None
    newcomer = app.test_client()
    assert newcomer.post(found[0]).status_code == 302
    assert "Ada Example" in newcomer.get(f"/members/{member.id}").text
    assert "meanwhile" in staff.post(f"/joining/{request_id}/decline", data={}).text


def test_one_of_our_people_who_asks_stays_one_person(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    with writing(app) as session:
        known = person(session, "Ada Example", "KE", stage=Stage.INVITED)
        known_id = known.id
    request_id = waiting(app, client, clock)
    browser = sign_in("staff")
    assert f'value="{known_id}"' in browser.get(f"/joining/{request_id}").text
    assert browser.post(f"/joining/{request_id}/accept", data={"person": str(known_id)}).status_code == 302
    [member] = stored(app, sa.select(Member).where(Member.name == "Ada Example"))
    assert member.stage is Stage.FRIEND


def test_the_one_person_with_the_address_is_proposed_and_of_two_nobody(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    with writing(app) as session:
        ada = person(session, "Ada Example", "KE", stage=Stage.PROSPECT)
        add_address(session, ada, "ada@parliament.example")
        number = ada.id
    request = waiting(app, client, clock)
    browser = sign_in("coordinator")
    assert chosen(browser.get(f"/joining/{request}").text) == str(number)
    with writing(app) as session:
        add_address(session, person(session, "Ben Example", "KE", stage=Stage.PROSPECT), "ada@parliament.example")
    assert chosen(browser.get(f"/joining/{request}").text) == ""


def chosen(page: str) -> str:
    """Who is proposed for a request."""
    found = re.search(r'<option selected value="(\d*)"', page)
    assert found is not None
    return found[1]


def test_who_shares_an_address_becomes_a_friend_without_an_account(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    with writing(app) as session:
        add_address(session, person(session, "Bea Example", "KE", stage=Stage.PROSPECT), "ada@parliament.example")
    request_id = waiting(app, client, clock)
    assert sign_in("staff").post(f"/joining/{request_id}/accept", data={"person": ""}).status_code == 302
    assert stored(app, sa.select(Member.stage).where(Member.name == "Ada Example")) == [Stage.FRIEND]
    assert stored(app, sa.select(User).where(User.email == "ada@parliament.example")) == []


def test_a_question_goes_by_mail_and_the_request_comes_back(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    request_id = waiting(app, client, clock)
    browser = sign_in("staff")
    assert browser.post(f"/joining/{request_id}/ask", data={"question": ""}).status_code == 422
    question = {"question": "In which committee are you?\n{{ 7*7 }} <b>x</b>"}
    assert browser.post(f"/joining/{request_id}/ask", data=question).status_code == 302
    asked = mails(app)[-1]
    assert "In which committee are you?\n{{ 7*7 }} <b>x</b>" in asked.text
    assert "&lt;b&gt;x&lt;/b&gt;" in asked.html
    assert stored(app, sa.select(JoinRequest.state)) == [JoinState.ASKED]
    [follow_up] = stored(app, sa.select(FollowUp))
    assert (follow_up.state, follow_up.due_on.isoformat()) == (FollowUpState.OPEN, "2026-06-08")
    assert browser.post(f"/joining/{request_id}/accept", data={"person": ""}).status_code == 302


def test_a_request_is_declined_with_or_without_a_mail(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    browser = sign_in("coordinator")
    told = waiting(app, client, clock)
    assert browser.post(f"/joining/{told}/decline", data={"note": "no member", "tell": "y"}).status_code == 302
    assert mails(app)[-1].subject == "Your request to join"
    quiet = waiting(app, client, clock, email="bea@parliament.example")
    before = len(mails(app))
    assert browser.post(f"/joining/{quiet}/decline", data={"note": ""}).status_code == 302
    assert len(mails(app)) == before
    assert stored(app, sa.select(Member).where(Member.name == "Ada Example")) == []


def test_whoever_stopped_our_mail_and_asks_to_join_gets_it_again(app: Flask, client: FlaskClient, clock: Any) -> None:
    with writing(app) as session:
        ensure_address(session, "ada@parliament.example").state = AddressState.ALL_MAIL_OFF
    waiting(app, client, clock)
    assert stored(app, sa.select(Address.state)) == [AddressState.OK]


def test_a_link_dies_after_three_days_and_what_nobody_confirmed_is_forgotten(
    app: Flask, client: FlaskClient, clock: Any
) -> None:
    ask(client, clock)
    path = link(app)
    clock.shift(3 * 86_400)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    with writing(app) as session:
        assert forget_unconfirmed(session, datetime.now(UTC)) == 1
    assert stored(app, sa.select(JoinRequest)) == []


def test_the_list_filters_and_asks_the_database_as_often_whatever_there_is(
    app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    browser = sign_in("staff")
    assert "Nobody has asked to join yet." in browser.get("/joining/").text
    first = waiting(app, client, clock)
    with app.app_context():
        engine = db.engine

    def cost(page: str) -> int:
        with counted(engine) as statements:
            assert browser.get(page).status_code == 200
        return len(statements)

    browser.get("/joining/")
    before = cost("/joining/")
    for number in range(5):
        waiting(app, client, clock, name=f"Person {number}", email=f"p{number}@parliament.example")
        clock.shift(120)
    browser.get("/joining/")
    assert cost("/joining/") == before <= 6
    assert cost(f"/joining/{first}") <= 16
    assert "Ada Example" not in browser.get("/joining/?state=declined").text
    assert "Ada Example" in browser.get("/joining/?state=waiting").text


def test_of_somebody_erased_no_request_stays(app: Flask, client: FlaskClient, sign_in: SignIn, clock: Any) -> None:
    request_id = waiting(app, client, clock)
    sign_in("staff").post(f"/joining/{request_id}/accept", data={"person": ""})
    with writing(app) as session:
        [member] = session.scalars(sa.select(Member).where(Member.name == "Ada Example"))
        erase(session, OPERATOR, datetime.now(UTC), member, "asked us to")
    assert stored(app, sa.select(JoinRequest)) == []
    assert stored(app, sa.select(FollowUp)) == []
    assert set(stored(app, sa.select(Message.email).where(Message.kind.startswith("join_")))) == {""}
    kept = str([(change.before, change.after) for change in stored(app, sa.select(Change))])
    assert "ada@parliament.example" not in kept
    assert "Ada" not in kept
