"""A guard over every route that names a thing: a member who names somebody else's gets nothing and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import SignIn, User, UserState
from crm.accounts.rights import Role
from crm.actions.models import (
    ActionKind,
    ActionWord,
    Outcome,
    OutcomeKind,
    ParliamentaryAction,
    Participation,
    Visibility,
)
from crm.audit.services import Doing, begin, end
from crm.extensions import db
from crm.followups.models import FollowUp
from crm.mail.models import Address
from crm.members.models import EmailAddress, ImportRun, Interaction, Member, NameWord, SavedView, Subscription, Tag
from crm.treaties.services import load_facts
from tests.support.routes import address, contents, routes

SECRET = "Zanzibar-Quokka"
"""A word that stands in everything of the other member, and nowhere else."""

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def other(app: Flask) -> None:
    """Another member with one of everything, each with the number 1."""
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=NOW, source="test"))
        load_facts(session, NOW)
        user = User(email=f"{SECRET}@parliament.example", role=Role.MEMBER, state=UserState.ACTIVE, created_at=NOW)
        session.add(user)
        session.flush()
        session.add(SignIn(user_id=user.id, token_hash="x" * 64, created_at=NOW, last_seen_at=NOW, browser=SECRET))
        member = Member(name=SECRET, sort_name=SECRET, created_at=NOW, user_id=user.id, note=SECRET, phone=SECRET)
        mail = Address(email=f"{SECRET}@parliament.example".lower(), domain="parliament.example")
        session.add_all([member, mail])
        session.flush()
        action = ParliamentaryAction(
            kind=ActionKind.QUESTION, title=SECRET, text=SECRET, visibility=Visibility.PRIVATE, logged_at=NOW
        )
        session.add_all(
            [
                action,
                EmailAddress(member_id=member.id, address_id=mail.id),
                Interaction(member_id=member.id, on=date(2026, 3, 1), text=SECRET, noted_at=NOW),
                FollowUp(text=SECRET, due_on=date(2026, 3, 1), member_id=member.id, owner_id=user.id, opened_at=NOW),
                Subscription(member_id=member.id, basis=SECRET, since=NOW),
                Tag(member_id=member.id, word=SECRET),
                SavedView(name=SECRET, filter={}, owner_id=user.id),
                ImportRun(file_name=SECRET, stored_name="x", by_user_id=user.id, created_at=NOW),
            ]
        )
        session.flush()
        session.add_all(
            [
                NameWord(word="zanzibar", member_id=member.id),
                ActionWord(word="zanzibar", action_id=action.id),
                Participation(action_id=action.id, member_id=member.id),
                Outcome(action_id=action.id, kind=OutcomeKind.ANSWER, text=SECRET, noted_at=NOW),
            ]
        )
        session.commit()
        end(session)


@pytest.fixture
def member(app: Flask, other: None, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """A member's browser who has nothing but their own person, the number 2."""
    del other
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=NOW, source="test"))
        session.add(Member(name="Own Person", sort_name="Own Person", created_at=NOW))
        session.commit()
        end(session)
    return sign_in("member", 2)


def test_a_member_who_names_the_things_of_another_is_told_nothing_and_changes_nothing(
    app: Flask, member: FlaskClient
) -> None:
    before = contents(app)
    with app.app_context():
        naming = [(rule, method) for rule, method, _access in routes(app) if "<int:" in str(rule)]
    for rule, method in naming:
        answer = member.open(address(rule), method=method)
        assert answer.status_code in {302, 400, 403, 404, 422}, f"{method} {rule}: {answer.status_code}"
        assert SECRET not in answer.get_data(as_text=True), f"{method} {rule}"
        answer.close()
        if method == "GET":
            assert answer.status_code in {403, 404}, f"{method} {rule}: {answer.status_code}"
    assert contents(app) == before


def test_no_page_of_a_member_tells_of_the_things_of_another(app: Flask, member: FlaskClient) -> None:
    with app.app_context():
        pages = {str(rule) for rule, method, _access in routes(app) if method == "GET" and "<" not in str(rule)}
    for page in sorted(pages):
        for query in ("", "?q=zanzibar", "?format=csv", "?sort=-name"):
            answer = member.get(page + query, follow_redirects=True)
            assert SECRET.encode() not in answer.data, page + query
            answer.close()


def test_the_word_is_found_by_those_who_may(app: Flask, other: None, sign_in: Callable[..., FlaskClient]) -> None:
    del other
    with app.app_context():
        assert db.session.scalar(sa.select(Member.id).where(Member.name == SECRET)) == 1
    assert SECRET in sign_in("coordinator").get("/users/").text
