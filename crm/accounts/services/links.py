"""Mailed links and codes: issued, found again, used once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from crm.accounts import tokens
from crm.accounts.errors import TooManyMailsError
from crm.accounts.models import SHUT, MailedToken, User
from crm.accounts.rates import MAILS_AN_HOUR
from crm.accounts.tokens import CODE_TRIES, LIFETIMES, Purpose

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def issue(
    session: Session,
    key: str,
    user: User,
    purpose: Purpose,
    now: datetime,
    *,
    browser: str | None = None,
    new_email: str | None = None,
) -> MailedToken:
    """Make a link for a user, which ends the older ones of its purpose.

    `browser` is the secret of the browser that asked, for which the six digits are good too.
    Raises TooManyMailsError when the account had as many as an hour allows.
    """
    if _issued_lately(session, user.id, purpose, now) >= MAILS_AN_HOUR:
        raise TooManyMailsError
    end_links(session, user.id, now, purpose)
    nonce = tokens.new_nonce()
    issued = MailedToken(
        user_id=user.id,
        purpose=purpose.value,
        nonce=nonce,
        token_hash=tokens.fingerprint(tokens.derive_link(key, purpose, user.id, nonce)),
        browser_hash=tokens.fingerprint(browser) if browser else None,
        new_email=new_email,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    session.add(issued)
    session.flush()
    return issued


def link_secret(key: str, issued: MailedToken) -> str:
    """Derive the secret part of a link again, for the mail or the page that shows it."""
    return tokens.derive_link(key, issued.purpose, issued.user_id, issued.nonce)


def find_link(session: Session, purpose: Purpose, secret: str, now: datetime) -> MailedToken | None:
    """Find a link that still works by the secret in its address; looking uses nothing up."""
    return session.scalar(
        sa.select(MailedToken)
        .join(User, User.id == MailedToken.user_id)
        .where(
            MailedToken.token_hash == tokens.fingerprint(secret),
            MailedToken.purpose == purpose.value,
            MailedToken.used_at.is_(None),
            MailedToken.expires_at > now,
            User.state.not_in(SHUT),
        )
    )


def use(session: Session, issued: MailedToken, now: datetime) -> bool:
    """Use a link up; False when somebody else was quicker."""
    used = session.execute(
        sa.update(MailedToken)
        .where(MailedToken.id == issued.id, MailedToken.used_at.is_(None))
        .values(used_at=now)
        .returning(MailedToken.id)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


def end_links(session: Session, user_id: int, now: datetime, purpose: Purpose | None = None) -> None:
    """End the links a user was sent, of one purpose or all."""
    statement = (
        sa.update(MailedToken)
        .where(MailedToken.user_id == user_id, MailedToken.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(statement.where(MailedToken.purpose == purpose.value) if purpose else statement)


def count_code_try(session: Session, browser: str, now: datetime) -> int | None:
    """Count a try at the code this browser asked for, and give the link's id; None when none is left."""
    tried = session.execute(
        sa.update(MailedToken)
        .where(
            MailedToken.browser_hash == tokens.fingerprint(browser),
            MailedToken.purpose == Purpose.SIGN_IN.value,
            MailedToken.used_at.is_(None),
            MailedToken.expires_at > now,
            MailedToken.tries < CODE_TRIES,
        )
        .values(tries=MailedToken.tries + 1)
        .returning(MailedToken.id)
        .execution_options(synchronize_session=False)
    )
    return tried.scalars().first()


def find_by_code(session: Session, key: str, link_id: int, typed: str) -> MailedToken | None:
    """Find the sign-in link whose six digits were typed, its try having been counted."""
    issued = session.get(MailedToken, link_id)
    if issued is None or issued.used_at is not None:
        return None
    user = session.get(User, issued.user_id)
    code = tokens.derive_code(key, issued.user_id, issued.nonce)
    right = tokens.equal(code, tokens.plain_code(typed))
    return issued if right and user is not None and user.state not in SHUT else None


def _issued_lately(session: Session, user_id: int, purpose: Purpose, now: datetime) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(MailedToken)
            .where(
                MailedToken.user_id == user_id,
                MailedToken.purpose == purpose.value,
                MailedToken.created_at > now - timedelta(hours=1),
            )
        )
        or 0
    )
