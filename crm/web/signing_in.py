"""Who is behind a request: the random token in the cookie names a sign-in kept in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from flask import g, request
from flask import session as cookie
from flask_login import UserMixin
from sqlalchemy.engine import Connection

from crm.accounts.lifetimes import SEEN_EVERY, is_alive
from crm.accounts.models import ActsFor, Organisation, SignIn, User, UserState
from crm.accounts.queries import unsaid
from crm.accounts.rights import Actor, Role
from crm.accounts.services.signing_in import Browser
from crm.accounts.tokens import fingerprint, new_secret
from crm.db import reading
from crm.extensions import db
from crm.web import current, side_records
from crm.web.extensions import login_manager

if TYPE_CHECKING:
    from flask import Request

SIGN_IN, PENDING, ASKER = "sign_in", "pending", "asker"
"""What the cookie holds, besides the CSRF token and messages: random secrets, never who it is."""

# The web layer stands below members: it names their table by its columns.
_member = sa.table("member", sa.column("id"), sa.column("user_id"))


@dataclass(frozen=True)
class OwnUser:
    """What a request knows of whoever is signed in."""

    id: int
    email: str
    name: str
    role: Role
    language: str
    password_hash: str | None = field(repr=False)
    has_second_factor: bool


@dataclass
class SignedIn(UserMixin):
    """A signed-in user, as Flask-Login and the views see them."""

    user: OwnUser
    actor: Actor
    sign_in_id: int
    unseen: timedelta

    def get_id(self) -> str:
        """What Flask-Login wants to know a user by."""
        return str(self.user.id)


_OWN = (
    User.id,
    User.email,
    User.name,
    User.role,
    User.language,
    User.password_hash,
    User.totp_secret.is_not(None).label("has_second_factor"),
)
_KEPT = tuple(column.key for column in Organisation.__table__.columns)
_BY_TOKEN = (
    sa.select(*_OWN, SignIn.id, SignIn.created_at, SignIn.last_seen_at, _member.c.id, *Organisation.__table__.columns)
    .select_from(User)
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(_member, _member.c.user_id == User.id)
    .outerjoin(Organisation, sa.true())
    .where(SignIn.token_hash == sa.bindparam("token_hash"), SignIn.complete, User.state == UserState.ACTIVE)
)
"""Asked with every request, and so built once, and read as plain values: the ORM's objects would cost twice as much."""

_ACTS_FOR = sa.select(ActsFor.member_id).where(ActsFor.user_id == sa.bindparam("user_id"))


@login_manager.request_loader
def load(_request: Request) -> SignedIn | None:
    """Find the user whose sign-in the cookie names, in one statement, or two for a member.

    The request's own transaction begins with the view, reading or writing, as its method says.
    """
    token = cookie.get(SIGN_IN)
    if not isinstance(token, str):
        return None
    with reading(), db.engine.connect() as connection:
        found_row = connection.execute(_BY_TOKEN, {"token_hash": fingerprint(token)}).first()
        if found_row is None:
            return None
        row: tuple[Any, ...] = tuple(found_row)
        own, about_sign_in, about_us = row[: len(_OWN)], row[len(_OWN) : -len(_KEPT)], row[-len(_KEPT) :]
        us = _unsaid() if about_us[0] is None else dict(zip(_KEPT, about_us, strict=True))
        g.organisation = SimpleNamespace(**us)
        found = _signed_in(connection, OwnUser(*own), *about_sign_in)
    if found is not None and found.unseen > SEEN_EVERY:
        side_records.note_seen(found.sign_in_id)
    return found


@cache
def _unsaid() -> Mapping[str, Any]:
    """What a page knows of an organisation that has not said anything of itself yet."""
    nothing = unsaid()
    return {name: getattr(nothing, name) for name in _KEPT}


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


def _signed_in(
    connection: Connection, user: OwnUser, sign_in_id: int, began_at: datetime, seen_at: datetime, member_id: int | None
) -> SignedIn | None:
    now = current.now()
    if not is_alive(user.role, began_at, seen_at, now):
        return None
    is_member = user.role is Role.MEMBER
    acts_for = frozenset(connection.scalars(_ACTS_FOR, {"user_id": user.id})) if is_member else frozenset[int]()
    return SignedIn(user, Actor(user.id, user.role, member_id, acts_for), sign_in_id, now - seen_at)
