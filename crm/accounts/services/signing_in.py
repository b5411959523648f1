"""Signing a browser in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from crm.accounts import lifetimes, passwords, tokens
from crm.accounts.models import MailedToken, SignIn, User, UserState
from crm.accounts.queries import find_user
from crm.accounts.rights import Role
from crm.audit.services import journal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

LONGEST_BROWSER = 200
LONGEST_REMOTE = 64


@dataclass(frozen=True)
class Browser:
    """What a browser says of itself, and from where: shown to its user among their devices."""

    name: str = ""
    remote: str = ""


def check_password(session: Session, email: str, password: str) -> User | None:
    """Give the user whose password this is; None, after the same work, for whoever may not sign in with it."""
    user = find_user(session, email)
    may = user is not None and user.state is UserState.ACTIVE and user.role is not Role.MEMBER
    if not passwords.matches(user.password_hash if user is not None and may else None, password):
        return None
    if user is not None and user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return user


def begin_sign_in(session: Session, user: User, now: datetime, browser: Browser, how: str) -> str:
    """Sign a browser in and give the secret for its cookie; one that owes the second factor is not complete."""
    owes = user.totp_secret is not None
    token = _keep(session, user, now, browser, complete=not owes)
    if not owes:
        _write_down(session, user, now, browser, how)
    return token


def complete_sign_in(session: Session, pending: SignIn, now: datetime, browser: Browser, how: str) -> str:
    """Sign a browser in that gave the second factor too; its cookie gets a new secret."""
    user = session.get_one(User, pending.user_id)
    session.delete(pending)
    token = _keep(session, user, now, browser, complete=True)
    _write_down(session, user, now, browser, how)
    return token


def find_pending(session: Session, token: str, now: datetime) -> SignIn | None:
    """Find the browser that has given the password and owes the second factor."""
    return session.scalar(
        sa.select(SignIn)
        .join(User, User.id == SignIn.user_id)
        .where(
            SignIn.token_hash == tokens.fingerprint(token),
            SignIn.complete.is_(False),
            SignIn.created_at > now - lifetimes.SECOND_FACTOR,
            User.state == UserState.ACTIVE,
        )
    )


def sign_out(session: Session, user_id: int, sign_in_id: int) -> bool:
    """Sign one browser of a user out; says whether there was one."""
    found = session.scalar(sa.select(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user_id))
    if found is None:
        return False
    session.delete(found)
    return True


def sign_out_everywhere(session: Session, user_id: int, *, but: int | None = None) -> None:
    """Sign every browser of a user out, save one."""
    session.execute(sa.delete(SignIn).where(SignIn.user_id == user_id, SignIn.id != (but or 0)))


def note_seen(session: Session, sign_in_id: int, now: datetime) -> None:
    """Write down that a browser was seen."""
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


def tidy(session: Session, now: datetime) -> None:
    """Delete sign-ins and mailed links that have run out."""
    session.execute(sa.delete(SignIn).where(SignIn.created_at < now - lifetimes.KNOWN_DEVICE))
    session.execute(
        sa.delete(SignIn).where(SignIn.complete.is_(False), SignIn.created_at < now - lifetimes.SECOND_FACTOR)
    )
    session.execute(sa.delete(MailedToken).where(MailedToken.expires_at < now - lifetimes.KNOWN_DEVICE))


def _keep(session: Session, user: User, now: datetime, browser: Browser, *, complete: bool) -> str:
    token = tokens.new_secret()
    session.add(
        SignIn(
            user_id=user.id,
            token_hash=tokens.fingerprint(token),
            created_at=now,
            last_seen_at=now,
            complete=complete,
            browser=browser.name[:LONGEST_BROWSER],
            remote=browser.remote[:LONGEST_REMOTE],
        )
    )
    return token


def _write_down(session: Session, user: User, now: datetime, browser: Browser, how: str) -> None:
    # A statement, not a changed object: signing in is a line of the journal, not an edit of the user.
    session.execute(
        sa.update(User)
        .where(User.id == user.id)
        .values(last_sign_in_at=now)
        .execution_options(synchronize_session=False)
    )
    journal(session, now, "signed in", actor_id=user.id, remote=browser.remote, detail={"how": how})
