"""Who is behind a request: the random token in the cookie names a sign-in kept in the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import session as cookie
from flask_login import UserMixin

from crm.accounts.models import ActsFor, SignIn, User, UserState
from crm.accounts.rights import Actor
from crm.db import reading
from crm.extensions import db, login_manager

if TYPE_CHECKING:
    from flask import Request

# The web layer stands below members: it names their table by its columns.
_member = sa.table("member", sa.column("id"), sa.column("user_id"))


@dataclass
class SignedIn(UserMixin):
    """A signed-in user, as Flask-Login and the views see them."""

    user: User
    actor: Actor
    sign_in_id: int

    def get_id(self) -> str:
        """What Flask-Login wants to know a user by."""
        return str(self.user.id)


def token_hash(token: str) -> str:
    """What the database keeps of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.request_loader
def load(_request: Request) -> SignedIn | None:
    """Find the user whose sign-in the cookie names, in one statement, or two for an assistant."""
    token = cookie.get("sign_in")
    if not isinstance(token, str):
        return None
    with reading():
        row = db.session.execute(
            sa.select(User, SignIn.id, _member.c.id)
            .join(SignIn, SignIn.user_id == User.id)
            .outerjoin(_member, _member.c.user_id == User.id)
            .where(SignIn.token_hash == token_hash(token), User.state == UserState.ACTIVE)
        ).first()
        if row is None:
            return None
        user, sign_in_id, member_id = row
        acts_for = frozenset(db.session.scalars(sa.select(ActsFor.member_id).where(ActsFor.user_id == user.id)))
        # The request's own transaction begins with the view: reading or writing, as its method says.
        db.session.expunge(user)
        db.session.rollback()
    return SignedIn(user, Actor(user.id, user.role, member_id, acts_for), sign_in_id)
