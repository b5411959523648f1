"""The button that undoes an act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.actions.models import ActionKind, ParliamentaryAction
from crm.audit.models import ChangeSet
from crm.audit.services import Doing, begin, change_set_id, end
from tests.conftest import NOW

SignIn = Callable[..., FlaskClient]


def logged_by(session: Session, user_id: int | None) -> int:
    """Record an action in an act of this user's, and give its change set."""
    begin(session, Doing(act="actions.new", at=NOW, actor_id=user_id))
    session.add(ParliamentaryAction(kind=ActionKind.QUESTION, title="A question", logged_at=NOW))
    made = change_set_id(session)
    session.commit()
    end(session)
    assert made is not None
    return made


def titles(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(sa.select(ParliamentaryAction.title)))


def newest_user(session: Session) -> int:
    return session.scalars(sa.select(User.id).order_by(User.id.desc())).first() or 0


def test_a_coordinator_undoes_anybodys_act(app_session: Session, sign_in: SignIn) -> None:
    made = logged_by(app_session, None)
    answer = sign_in("coordinator").post(f"/audit/{made}/undo", data={"next": "/actions/"})
    assert (answer.status_code, answer.location) == (302, "/actions/")
    assert titles(app_session) == []


@pytest.mark.parametrize("role", ["staff", "member"])
def test_others_undo_only_their_own(app_session: Session, sign_in: SignIn, role: str) -> None:
    browser = sign_in(role)
    others, own = logged_by(app_session, None), logged_by(app_session, newest_user(app_session))
    assert browser.post(f"/audit/{others}/undo").status_code == 404
    assert browser.post(f"/audit/{own}/undo").status_code == 302
    assert titles(app_session) == ["A question"]


def test_an_act_is_undone_once(app_session: Session, sign_in: SignIn) -> None:
    made, browser = logged_by(app_session, None), sign_in("coordinator")
    for _again in range(2):
        assert browser.post(f"/audit/{made}/undo", data={"next": "//evil.example"}).location == "/"
    assert len(app_session.scalars(sa.select(ChangeSet).where(ChangeSet.undo_of == made)).all()) == 1


def test_a_role_given_up_is_not_taken_back_by_an_undo(app_session: Session, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    user = app_session.get_one(User, newest_user(app_session))
    begin(app_session, Doing(act="accounts.change", at=NOW, actor_id=user.id))
    user.name = "Once a coordinator"
    made = change_set_id(app_session)
    app_session.commit()
    assert browser.post(f"/audit/{made}/undo").status_code == 404


def test_nobody_undoes_what_is_not_there(sign_in: SignIn, client: FlaskClient) -> None:
    assert sign_in("coordinator").post("/audit/99/undo").status_code == 404
    assert client.post("/audit/99/undo").status_code == 401
