"""Inviting, disabling, other roles, and handing over."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User, UserState
from crm.accounts.rights import Role
from crm.audit.models import ChangeSet
from crm.audit.services import Doing, begin, end
from crm.extensions import db
from crm.followups.models import FollowUp
from crm.members.models import Member
from tests.support.accounts import PASSWORD, Browser, add_people, get_user, journal, mails, make_user, new_browser

XSS = '"><img src=x onerror=fetch("/xss")>'


@pytest.fixture
def boss(app: Flask) -> Browser:
    """The only coordinator's browser."""
    make_user(app, "boss@coalition.example", name="Bo Boss")
    browser = new_browser(app)
    browser.sign_in("boss@coalition.example")
    return browser


def test_staff_are_invited_by_mail_choose_a_password_and_are_in(app: Flask, boss: Browser) -> None:
    boss.send("/users/invite", email="Sam@coalition.example", name="Sam", role="staff", language="en")
    (mail,) = mails(app)
    assert (mail.to, mail.kind) == ("sam@coalition.example", "invite")
    sam = new_browser(app)
    assert sam.get(mail.link).status_code == 200
    assert not sam.is_in
    assert sam.send(mail.link, password="password1").status_code == 422
    assert sam.send(mail.link, password=PASSWORD).status_code == 302
    assert sam.is_in
    assert new_browser(app).get(mail.link).status_code == 410
    assert new_browser(app).sign_in("sam@coalition.example").status_code == 302


def test_a_member_is_invited_by_their_own_address_and_needs_a_button_only(app: Flask, boss: Browser) -> None:
    (member_id,) = add_people(app, "Ada MP")
    assert f'href="/users/invite?member={member_id}"' in boss.get(f"/members/{member_id}").text
    page = boss.get(f"/users/invite?member={member_id}").text
    assert "mp@parliament.example" in page
    answer = boss.send(
        "/users/invite", email="mp@parliament.example", name="", role="member", language="en", member=str(member_id)
    )
    assert answer.status_code == 302
    phone = new_browser(app)
    link = mails(app)[0].link
    assert "password" not in phone.get(link).text.partition("<form")[2].replace("no password", "")
    assert phone.send(link).status_code == 302
    assert phone.is_in
    with app.app_context():
        user = db.session.scalars(sa.select(User).where(User.email == "mp@parliament.example")).one()
        assert (user.name, user.state, user.role) == ("Ada MP", UserState.ACTIVE, Role.MEMBER)
        assert db.session.get_one(Member, member_id).user_id == user.id
    assert f'href="/users/{user.id}"' in boss.get(f"/members/{member_id}").text
    preferences = phone.send("/account/mail", on="/account")
    assert preferences.headers["Location"].startswith("/unsubscribe/")
    assert phone.get(preferences.headers["Location"]).status_code == 200


@pytest.mark.parametrize("people", [(), ("Ada MP", "Ben MP")])
def test_an_address_of_none_or_of_several_is_no_account(app: Flask, boss: Browser, people: tuple[str, ...]) -> None:
    add_people(app, *people)
    answer = boss.send("/users/invite", email="mp@parliament.example", name="", role="member", language="en")
    assert answer.status_code == 422
    assert mails(app) == []


def test_an_address_is_invited_once(boss: Browser) -> None:
    invitation = {"email": "sam@coalition.example", "name": "Sam", "role": "staff", "language": "en"}
    assert boss.send("/users/invite", **invitation).status_code == 302
    assert boss.send("/users/invite", **invitation).status_code == 422


def test_a_second_invitation_ends_the_first(app: Flask, boss: Browser) -> None:
    boss.send("/users/invite", email="sam@coalition.example", name="Sam", role="staff", language="en")
    first = mails(app)[0].link
    assert boss.send("/users/2/invite-again", on="/users/2").status_code == 302
    assert new_browser(app).get(first).status_code == 410
    assert new_browser(app).get(mails(app)[-1].link).status_code == 200


@pytest.mark.parametrize(("act", "fields"), [("disable", {}), ("role", {"role": "staff"})])
def test_the_last_coordinator_stays_one(app: Flask, boss: Browser, act: str, fields: dict[str, str]) -> None:
    make_user(app, "off@coalition.example", state=UserState.DISABLED)
    make_user(app, "new@coalition.example", state=UserState.INVITED, password=None)
    answer = boss.send(f"/users/1/{act}", on="/users/1", **fields)
    assert answer.status_code == 422
    assert "only coordinator" in answer.text
    user = get_user(app, 1)
    assert (user.role, user.state) == (Role.COORDINATOR, UserState.ACTIVE)
    assert boss.is_in


def test_undoing_an_act_does_not_take_the_last_coordinator_away(app: Flask, boss: Browser) -> None:
    make_user(app, "sam@coalition.example", Role.STAFF)
    boss.send("/users/2/role", on="/users/2", role="coordinator")
    with app.app_context():
        made = db.session.scalars(sa.select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1)).one()
    sam = new_browser(app)
    sam.sign_in("sam@coalition.example")
    assert sam.send("/users/1/role", on="/users/1", role="staff").status_code == 302
    sam.send(f"/audit/{made}/undo", on=f"/audit/{made}")
    assert get_user(app, 2).role is Role.COORDINATOR
    assert "nobody would be coordinator" in sam.get("/account").text


@pytest.mark.parametrize(("act", "fields"), [("disable", {}), ("role", {"role": "coordinator"})])
def test_disabling_and_another_role_sign_out_at_once(
    app: Flask, boss: Browser, act: str, fields: dict[str, str]
) -> None:
    user_id = make_user(app, "sam@coalition.example", Role.STAFF)
    sam = new_browser(app)
    sam.sign_in("sam@coalition.example")
    assert sam.is_in
    boss.send(f"/users/{user_id}/{act}", on=f"/users/{user_id}", **fields)
    assert not sam.is_in


def test_a_disabled_user_is_enabled_as_they_were(app: Flask, boss: Browser) -> None:
    make_user(app, "sam@coalition.example", Role.STAFF)
    boss.send("/users/2/disable", on="/users/2")
    assert new_browser(app).sign_in("sam@coalition.example").status_code == 422
    boss.send("/users/2/enable", on="/users/2")
    assert new_browser(app).sign_in("sam@coalition.example").status_code == 302


def test_role_changes_and_disabling_are_in_the_journal_with_who(app: Flask, boss: Browser) -> None:
    make_user(app, "sam@coalition.example", Role.STAFF)
    boss.send("/users/2/role", on="/users/2", role="coordinator")
    boss.send("/users/2/disable", on="/users/2")
    (changed,) = journal(app, "role changed")
    assert (changed.actor_id, changed.detail) == (1, {"user": 2, "from": "staff", "to": "coordinator"})
    assert [entry.detail for entry in journal(app, "user disabled")] == [{"user": 2}]


def test_markup_in_a_name_is_shown_as_text_everywhere(app: Flask, boss: Browser) -> None:
    boss.send("/users/invite", email="sam@coalition.example", name=XSS, role="staff", language="en")
    for page in ("/users/", "/users/2", "/users/2/hand-over", "/audit/", "/audit/journal", "/audit/1"):
        text = boss.get(page).text
        assert "<img src=x" not in text, page
    sam = new_browser(app)
    assert "<img src=x" not in sam.get(mails(app)[0].link).text


@pytest.mark.usefixtures("boss")
def test_fields_that_a_form_does_not_have_change_nothing(app: Flask) -> None:
    make_user(app, "sam@coalition.example", Role.STAFF)
    sam = new_browser(app)
    sam.sign_in("sam@coalition.example")
    before = get_user(app, 2)
    answer = sam.send(
        "/account",
        name="Sam",
        language="en",
        role="coordinator",
        id="1",
        email="other@coalition.example",
        password_hash="x",
        state="disabled",
        is_admin="1",
    )
    assert answer.status_code == 302
    after = get_user(app, 2)
    assert (after.role, after.email, after.state, after.password_hash) == (
        before.role,
        before.email,
        before.state,
        before.password_hash,
    )
    assert after.name == "Sam"


def test_who_leaves_hands_everything_over_in_one_act_that_can_be_undone(app: Flask, boss: Browser) -> None:
    sam_id = make_user(app, "sam@coalition.example", Role.STAFF, name="Sam")
    people = add_people(app, "Ada MP", "Ben MP", owner_id=sam_id)
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=datetime.now(UTC), source="test"))
        session.add(FollowUp(text="Call back", due_on=date(2026, 3, 5), owner_id=sam_id, opened_at=datetime.now(UTC)))
        session.commit()
        end(session)
    page = boss.get(f"/users/{sam_id}/hand-over").text
    assert "1 open follow-up, 2 people" in page
    answer = boss.send(f"/users/{sam_id}/hand-over", to="1", disable="y")
    assert answer.status_code == 302

    def owners() -> tuple[set[int | None], set[int | None]]:
        with app.app_context():
            owned = db.session.scalars(sa.select(Member.owner_id).where(Member.id.in_(people)))
            return set(owned), set(db.session.scalars(sa.select(FollowUp.owner_id)))

    assert owners() == ({1}, {1})
    assert get_user(app, sam_id).state is UserState.DISABLED
    said = boss.get(answer.location).text
    assert "1 open follow-up and 2 people. The account is disabled." in said
    assert "Handed over to " in said
    assert re.search(r'action="/audit/\d+/undo"', said)
    with app.app_context():
        act = db.session.scalars(sa.select(ChangeSet).order_by(ChangeSet.id.desc()).limit(1)).one()
        assert "Handed 1 follow-ups and 2 people of Sam over to Bo Boss" in act.summary
        act_id = act.id
    boss.send(f"/audit/{act_id}/undo", on=f"/audit/{act_id}")
    assert owners() == ({sam_id}, {sam_id})
    assert get_user(app, sam_id).state is UserState.ACTIVE
