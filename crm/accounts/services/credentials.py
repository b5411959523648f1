"""Passwords and addresses: set, reset and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.accounts import passwords, rates
from crm.accounts.errors import AddressTakenError
from crm.accounts.models import MailedToken, User, UserState
from crm.accounts.queries import find_user, folded_email
from crm.accounts.services import counting
from crm.accounts.services.links import end_links, use
from crm.accounts.services.signing_in import sign_out_everywhere
from crm.accounts.tokens import fingerprint
from crm.audit.services import describe, journal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def set_password(session: Session, user: User, password: str, now: datetime, *, but: int | None = None) -> None:
    """Give a user a new password; their links end and their browsers are signed out, save one.

    Raises WeakPasswordError.
    """
    passwords.require_strong(password, [user.email, user.name])
    user.password_hash = passwords.hash_password(password)
    end_links(session, user.id, now)
    sign_out_everywhere(session, user.id, but=but)
    forget_failures(session, user.email)
    journal(session, now, "password set", actor_id=user.id)


def accept_invitation(session: Session, user: User, link: MailedToken, now: datetime, password: str | None) -> bool:
    """Let an invited user in: their address is proved, and a password set where their role has one."""
    if not use(session, link, now):
        return False
    user.state = UserState.ACTIVE
    if password is not None:
        set_password(session, user, password, now)
    describe(session, "Accepted the invitation", subject=f"users:{user.id}")
    return True


def reset_password(session: Session, user: User, link: MailedToken, password: str, now: datetime) -> bool:
    """Set a new password by a mailed link, which that uses up; False when it was used meanwhile."""
    if not use(session, link, now):
        return False
    set_password(session, user, password, now)
    return True


def require_free(session: Session, email: str) -> str:
    """Give an address as users are known by; raises AddressTakenError when somebody signs in with it."""
    folded = folded_email(email)
    if find_user(session, folded) is not None:
        raise AddressTakenError
    return folded


def confirm_address(session: Session, user: User, link: MailedToken, now: datetime, *, but: int | None = None) -> bool:
    """Put a new address in force by the link mailed to it; raises AddressTakenError when it went meanwhile."""
    if link.new_email is None:
        return False
    email = require_free(session, link.new_email)
    if not use(session, link, now):
        return False
    user.email = email
    end_links(session, user.id, now)
    sign_out_everywhere(session, user.id, but=but)
    describe(session, "Changed the address they sign in with", subject=f"users:{user.id}")
    return True


def failures_key(email: str) -> str:
    """Under what the wrong passwords for an address are counted, without naming it."""
    return fingerprint(folded_email(email))[:40]


def forget_failures(session: Session, email: str) -> None:
    """Begin to count an account's wrong passwords anew."""
    counting.forget(session, rates.PASSWORD, failures_key(email))
