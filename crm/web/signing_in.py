"""Who is behind a request: the random token in the cookie names a sign-in kept in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa
from flask import g, request
from flask import session as cookie
from flask_login import UserMixin

from crm.accounts.lifetimes import SEEN_EVERY, is_alive
from crm.accounts.models import ActsFor, Organisation, SignIn, User, UserState
from crm.accounts.queries import unsaid
from crm.accounts.rights import Actor, Role
from crm.accounts.services.signing_in import Browser
from crm.accounts.tokens import fingerprint, new_secret
from crm.db import reading
from crm.extensions import db, login_manager
from crm.web import current, side_records

if TYPE_CHECKING:
    from flask import Request

SIGN_IN, PENDING, ASKER = "sign_in", "pending", "asker"
"""What the cookie holds, besides the CSRF token and messages: random secrets, never who it is."""

# The web layer stands below members: it names their table by its columns.
_member = sa.table("member", sa.column("id"), sa.column("user_id"))


@dataclass
class SignedIn(UserMixin):
    """A signed-in user, as Flask-Login and the views see them."""

    user: User
    actor: Actor
    sign_in_id: int
    unseen: timedelta

    def get_id(self) -> str:
        """What Flask-Login wants to know a user by."""
        return str(self.user.id)


_BY_TOKEN = (
    sa.select(User, SignIn, _member.c.id, Organisation)
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(_member, _member.c.user_id == User.id)
    .outerjoin(Organisation, sa.true())
    .where(SignIn.token_hash == sa.bindparam("token_hash"), SignIn.complete, User.state == UserState.ACTIVE)
)
"""Asked with every request, and so built once."""


@login_manager.request_loader
def load(_request: Request) -> SignedIn | None:
    """Find the user whose sign-in the cookie names, in one statement, or two for a member."""
    token = cookie.get(SIGN_IN)
    if not isinstance(token, str):
        return None
    with reading():
        row = db.session.execute(_BY_TOKEN, {"token_hash": fingerprint(token)}).first()
        found = None if row is None else _signed_in(*row[:3])
        if row is not None:
            _keep_organisation(row.Organisation)
        # The request's own transaction begins with the view: reading or writing, as its method says.
        db.session.rollback()
    if found is not None and found.unseen > SEEN_EVERY:
        side_records.note_seen(found.sign_in_id)
    return found


def remember(token: str, role: Role) -> None:
    """Put a new sign-in into the browser's cookie, and nothing of what it held before.

    A member's device stays known; a coordinator's or staff's browser forgets when it is closed.
    """
    cookie.clear()
    cookie[SIGN_IN] = token
    cookie.permanent = role is Role.MEMBER
    g.pop("csrf_token", None)


def remember_pending(token: str) -> None:
    """Put a password that was right, and still needs the second factor, into the browser's cookie."""
    cookie.clear()
    cookie[PENDING] = token


def pending() -> str:
    """Give the secret of the sign-in that waits for the second factor, empty when none does."""
    return cast("str", cookie.get(PENDING, ""))


def asker(*, new: bool = False) -> str:
    """Give the secret of this browser, by which a mailed code is bound to it."""
    if new:
        cookie[ASKER] = new_secret()
    return cast("str", cookie.get(ASKER, ""))


def forget() -> None:
    """Empty the browser's cookie."""
    cookie.clear()
    g.pop("csrf_token", None)


def browser() -> Browser:
    """Say what this browser is, as its user will recognise it among their devices."""
    agent = (request.user_agent.string or "").replace("\r", " ").replace("\n", " ")
    return Browser(agent, current.remote())


def _keep_organisation(found: Organisation | None) -> None:
    """Every page of a signed-in user shows times in its zone: it comes with the user, in the same statement."""
    if found is not None:
        db.session.expunge(found)
    g.organisation = found or unsaid()


def _signed_in(user: User, sign_in: SignIn, member_id: int | None) -> SignedIn | None:
    now = current.now()
    if not is_alive(user.role, sign_in.created_at, sign_in.last_seen_at, now):
        return None
    is_member = user.role is Role.MEMBER
    query = sa.select(ActsFor.member_id).where(ActsFor.user_id == user.id)
    acts_for = frozenset(db.session.scalars(query)) if is_member else frozenset[int]()
    actor = Actor(user.id, user.role, member_id, acts_for)
    db.session.expunge(user)
    return SignedIn(user, actor, sign_in.id, now - sign_in.last_seen_at)
